from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0006_merging_and_unit_lists'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='said_at',
            field=models.DateTimeField(null=True),
        ),
    ]

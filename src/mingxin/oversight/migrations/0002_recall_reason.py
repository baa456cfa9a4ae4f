from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0001_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="reminder",
            name="recall_reason",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0006_clocks_and_power_questions")]

    operations = [
        migrations.AddField(model_name="rowmend", name="before", field=models.TextField(null=True)),
        migrations.AddField(
            model_name="rowmend", name="thread", field=models.CharField(blank=True, default="", max_length=32), preserve_default=False
        ),
        migrations.AddIndex(
            model_name="rowmend",
            index=models.Index(
                condition=models.Q(("thread", ""), _negated=True), fields=["thread"], name="mend_of_record"
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0002_trusted_clock")]

    operations = [
        migrations.CreateModel(
            name="BootReference",
            fields=[
                ("boot", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("ran_seconds", models.BigIntegerField()),
            ],
        ),
    ]

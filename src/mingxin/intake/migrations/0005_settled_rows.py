import io
import zipfile

import django.db.models.deletion
import polars as pl
from django.db import migrations, models

from mingxin.vault import actions as vault


def name_the_batch_of_their_rows(apps, schema_editor):
    """A supplement made at the desk had the rows of the batch that it mends."""
    made = apps.get_model("intake", "Batch").objects.filter(supplement_to__isnull=False, original__isnull=True)
    made.update(rows_of=models.F("supplement_to"))


def settle_what_the_desk_brought(apps, schema_editor):
    """The rows that an admitted one had and did not leave. Which rows a file brought was never kept: they wait again.

    A working file that is gone says nothing, and its rows wait again as well.
    """
    settled = apps.get_model("intake", "SettledRow")
    made = apps.get_model("intake", "Batch").objects.filter(rows_of__isnull=False, state="admitted")
    for batch in made.exclude(sieved_file="").exclude(rows_file="").order_by("number").iterator():
        try:
            with zipfile.ZipFile(io.BytesIO(vault.read_file(batch.sieved_file))) as parts:
                sent = set(pl.read_parquet(io.BytesIO(parts.read("cells")))["row"])
            left = set(pl.read_parquet(io.BytesIO(vault.read_file(batch.rows_file)))["row"])
        except Exception:  # noqa: S112  # whatever is the matter with the file
            continue
        settled.objects.bulk_create(
            (settled(batch_id=batch.rows_of_id, row=row, by_batch_id=batch.number) for row in sorted(sent - left)),
            ignore_conflicts=True,
            batch_size=1000,
        )


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_ruling")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="rows_of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="desk_supplements",
                to="intake.batch",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(rows_of__isnull=True) | models.Q(supplement_to__isnull=False, original__isnull=True),
                name="batch_rows_of_supplement",
            ),
        ),
        migrations.AddField(
            model_name="linkproposal",
            name="mended_in",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.batch"
            ),
        ),
        migrations.CreateModel(
            name="SettledRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.IntegerField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="settled", to="intake.batch"
                    ),
                ),
                (
                    "by_batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="settles", to="intake.batch"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("batch", "row"), name="settled_row_once")],
            },
        ),
        migrations.RunPython(name_the_batch_of_their_rows, migrations.RunPython.noop),
        migrations.RunPython(settle_what_the_desk_brought, migrations.RunPython.noop),
    ]

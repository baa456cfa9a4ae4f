"""Initials are looked up by three letters on PostgreSQL: two letters are in every seventieth name, three in few.

SQLite's index knows which letters stand next to each other and needs none.
"""

from django.db import migrations

LENGTHEN = """
UPDATE archive_name_search f SET initials = f.initials || ARRAY(
    SELECT substr(n.initials, place, 3) FROM generate_series(1, length(n.initials) - 2) place
) FROM archive_name n WHERE n.id = f.name_id
"""
SHORTEN = """
UPDATE archive_name_search SET initials = ARRAY(SELECT part FROM unnest(initials) part WHERE length(part) = 2)
"""


def run(statement):
    def on_postgresql(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)
            schema_editor.execute("ANALYZE archive_name_search")

    return on_postgresql


class Migration(migrations.Migration):
    dependencies = [("archive", "0004_mark_has_days")]
    operations = [migrations.RunPython(run(LENGTHEN), run(SHORTEN))]

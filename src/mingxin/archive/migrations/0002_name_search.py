"""The index behind name search: one for each database, since neither knows the other's.

SQLite: a contentless FTS5 table over spaced bigrams. PostgreSQL: arrays of bigrams under GIN (pg_trgm ignores Chinese in
a database of C collation).
"""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE archive_name_search USING fts5(grams, initials, content='', tokenize='ascii')
"""
POSTGRESQL = (
    """
    CREATE TABLE archive_name_search (
        name_id bigint PRIMARY KEY,
        grams text[] NOT NULL,
        initials text[] NOT NULL
    )
    """,
    "CREATE INDEX archive_name_search_grams ON archive_name_search USING gin (grams)",
    "CREATE INDEX archive_name_search_initials ON archive_name_search USING gin (initials)",
    "ALTER TABLE archive_name_search ALTER COLUMN grams SET STATISTICS 1000",
    "ALTER TABLE archive_name_search ALTER COLUMN initials SET STATISTICS 1000",
)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)
        return
    for statement in POSTGRESQL:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE archive_name_search")


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]

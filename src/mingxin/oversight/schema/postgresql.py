"""What a PostgreSQL database is made of, as its catalogue says; what comes with the server is left out."""

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.db import connection

from mingxin.oversight.schema.objects import Made, plain

# Where unqualified names are looked for: the platform's own schema, others on the path, and what somebody laid among
# the server's own things (whose numbers are below 16384). Temporary tables are the connection's own.
_NAMESPACES: Final = """
SELECT oid, nspname = 'pg_catalog' AS own, CASE nspname WHEN current_schema() THEN '' ELSE nspname || '.' END AS before
FROM pg_namespace WHERE nspname = ANY(current_schemas(true)) AND nspname NOT LIKE 'pg\\_temp\\_%'
"""
_OURS: Final = """
SELECT c.*, n.before || c.relname AS called FROM pg_class c JOIN places n ON n.oid = c.relnamespace
WHERE NOT n.own OR c.oid >= 16384
"""

# Each gives table, name and definition. ~ in front of a definition: an expression to be made plain.
_QUERIES: Final = {
    "table": """
        SELECT called, called, concat_ws(' ', CASE relkind WHEN 'r' THEN '' ELSE 'kind ' || relkind::text END,
            CASE relpersistence WHEN 'p' THEN '' ELSE 'persistence ' || relpersistence::text END,
            CASE WHEN relrowsecurity THEN 'row security' END, CASE WHEN relforcerowsecurity THEN 'forced' END)
        FROM ours WHERE relkind IN ('r', 'p', 'f', 'c')""",
    "view": "SELECT called, called, pg_get_viewdef(oid) FROM ours WHERE relkind IN ('v', 'm')",
    "sequence": """
        SELECT called, called, concat_ws(' ', seqtypid::regtype, seqstart, seqincrement, seqmin, seqmax, seqcycle)
        FROM ours JOIN pg_sequence ON seqrelid = oid""",
    "column": """
        SELECT called, attname, concat_ws(' ', format_type(atttypid, atttypmod),
            CASE WHEN attcollation <> typcollation THEN 'collate ' || attcollation::regcollation::text END,
            CASE WHEN attnotnull THEN 'not null' END,
            CASE attidentity WHEN 'a' THEN 'always numbered' WHEN 'd' THEN 'numbered' END,
            CASE attgenerated WHEN '' THEN '' ELSE 'generated ' || attgenerated::text END,
            'default ' || pg_get_expr(adbin, adrelid))
        FROM ours JOIN pg_attribute a ON a.attrelid = ours.oid JOIN pg_type t ON t.oid = atttypid
        LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum
        WHERE relkind IN ('r', 'p', 'f', 'c') AND attnum > 0 AND NOT attisdropped""",
    # a foreign key is kept by triggers of the server's own, two on either side; they can be set at rest
    "constraint": """
        SELECT coalesce(called, ''), conname, concat_ws(' ', pg_get_constraintdef(k.oid),
            CASE WHEN contype = 'f' THEN 'by ' || (SELECT count(*) FROM pg_trigger
                WHERE tgconstraint = k.oid AND tgenabled = 'O') || ' triggers' END)
        FROM pg_constraint k JOIN ours ON ours.oid = conrelid WHERE contype <> 'n'""",
    "index": """
        SELECT called, n.before || x.relname, concat_ws(' ',
            replace(pg_get_indexdef(x.oid), ' ' || s.nspname || '.', ' '),
            CASE WHEN NOT (indisvalid AND indisready AND indislive) THEN 'NOT USABLE' END)
        FROM pg_index JOIN ours ON ours.oid = indrelid JOIN pg_class x ON x.oid = indexrelid
        JOIN places n ON n.oid = x.relnamespace JOIN pg_namespace s ON s.oid = x.relnamespace""",
    "trigger": """
        SELECT called, tgname, concat_ws(' ', pg_get_triggerdef(t.oid),
            CASE tgenabled WHEN 'O' THEN '' ELSE 'DISABLED' END)
        FROM pg_trigger t JOIN ours ON ours.oid = tgrelid WHERE NOT tgisinternal""",
    "rule": """
        SELECT called, rulename, pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN ours ON ours.oid = ev_class
        WHERE rulename <> '_RETURN'""",
    "policy": """
        SELECT called, polname, concat_ws(' ', polcmd::text, pg_get_expr(polqual, polrelid),
            pg_get_expr(polwithcheck, polrelid)) FROM pg_policy JOIN ours ON ours.oid = polrelid""",
    "inheritance": """
        SELECT called, inhrelid::regclass::text, '' FROM pg_inherits JOIN ours ON ours.oid = inhparent
        WHERE relkind IN ('r', 'p', 'f')""",
    "function": """
        SELECT '', n.before || proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', md5(prosrc)
        FROM pg_proc p JOIN places n ON n.oid = pronamespace WHERE NOT n.own OR p.oid >= 16384""",
    "type": """
        SELECT '', n.before || typname, typtype::text FROM pg_type t JOIN places n ON n.oid = typnamespace
        WHERE (NOT n.own OR t.oid >= 16384) AND typrelid = 0 AND typelem = 0""",
    "operator": """
        SELECT '', n.before || o.oid::regoperator::text, oprcode::text
        FROM pg_operator o JOIN places n ON n.oid = oprnamespace WHERE NOT n.own OR o.oid >= 16384""",
    "collation": """
        SELECT '', n.before || collname, '' FROM pg_collation c JOIN places n ON n.oid = collnamespace
        WHERE NOT n.own OR c.oid >= 16384""",
    "cast": """
        SELECT '', castsource::regtype || ' → ' || casttarget::regtype, castcontext::text FROM pg_cast
        WHERE oid >= 16384""",
    "event trigger": "SELECT '', evtname, evtevent || ' ' || evtfoid::regproc::text FROM pg_event_trigger",
    "subscription": """
        SELECT '', subname, '' FROM pg_subscription
        WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())""",
    # what was set for the database or for the role that is signed in, but for how long is waited, how much memory is
    # used, what is estimated and logged; and where names are looked for, which is followed above
    "setting": """
        SELECT '', split_part(one, '=', 1), one FROM pg_db_role_setting, unnest(setconfig) AS one
        WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
            AND setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = session_user))
            AND split_part(one, '=', 1) !~* ('^(search_path|timezone|application_name|client_min_messages|lc_messages|'
                '.*_timeout|tcp_.*|.*work_mem|temp_buffers|temp_file_limit|effective_.*|maintenance_io_concurrency|'
                '.*_cost|jit.*|max_parallel_.*|log_.*|track_.*)$')""",
}
# What only the server's administrator may set: it makes triggers rest, or passes over pages that cannot be read.
_BY_THE_SERVER: Final = {
    "session_replication_role": "origin",
    "zero_damaged_pages": "off",
    "ignore_checksum_failure": "off",
}


def objects() -> Iterator[Made]:
    """Every table with its columns and constraints, and all that stands on them or beside them in their schema."""
    with connection.cursor() as cursor:
        for kind, query in _QUERIES.items():
            cursor.execute(f"WITH places AS ({_NAMESPACES}), ours AS ({_OURS}) {query}")
            for table, name, definition in cursor.fetchall():
                yield Made(kind, table, name, plain(definition) if kind in {"constraint", "index"} else definition)
    yield from _settings()


def _settings() -> Iterator[Made]:
    """What holds on this connection, where it is not what the platform relies upon."""
    with connection.cursor() as cursor:
        for name, usual in {**settings.POSTGRESQL_SETTINGS, **_BY_THE_SERVER}.items():
            cursor.execute("SELECT current_setting(%s)", [name])
            (value,) = cursor.fetchone()
            if value != usual:
                yield Made("setting", "", name, f"{name}={value}")

"""Whatever somebody alters in how the database is made is named: what is there is what the migrations make."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from mingxin.oversight.schema.objects import Made, differences, parts, plain, read, spell
from mingxin.oversight.schema.proving import made_by_migrations, objects, prove_schema

SQLITE = [
    ("CREATE TRIGGER quiet AFTER INSERT ON ledger_unsealed BEGIN DELETE FROM ledger_entry; END", "多出触发器 quiet"),
    ("DROP INDEX entry_at", "缺少索引 entry_at（在 ledger_entry 上）"),
    ("CREATE INDEX further ON archive_shown (item) WHERE region = ''", "多出索引 further（在 archive_shown 上）"),
    ("CREATE VIEW shown AS SELECT * FROM archive_shown", "多出视图 shown"),
    ("CREATE TABLE further (a)", "多出表 further"),
    ("DROP TABLE archive_timeliness", "缺少表 archive_timeliness"),
    ("ALTER TABLE archive_edge ADD COLUMN more integer", "多出列 more（在 archive_edge 上）"),
    ("ALTER TABLE archive_edge ADD COLUMN twice integer AS (delta * 2)", "多出列 twice（在 archive_edge 上）"),
    ("ALTER TABLE archive_shown RENAME TO shown_before", "缺少表 archive_shown"),
    (
        "DROP INDEX ruling_open_once; "
        "CREATE UNIQUE INDEX ruling_open_once ON intake_ruling (thread) WHERE ended_at = 1",
        "索引 ruling_open_once（在 intake_ruling 上） 不同，现为",
    ),
]

# A SQLite table made anew: the table, what its statement said, what it says instead, and what is told.
MADE_ANEW = [
    (
        "archive_edge",
        ', CONSTRAINT "edge_once" UNIQUE ("item", "unit_id", "is_sole_trader", "day")',
        "",
        "约束 edge_once",
    ),
    ("archive_mark", "CHECK (NOT (\"case\" = ''))", "CHECK (1)", "约束 mark_has_case"),
    ("archive_mark", 'REFERENCES "access_unit" ("id") DEFERRABLE INITIALLY DEFERRED', "", "列 unit_id"),
    ("archive_shown", '"item" varchar(40) NOT NULL', '"item" varchar(40) NOT NULL COLLATE NOCASE', "列 item"),
    ("archive_shown", '"thread" varchar(32) NOT NULL', '"thread" varchar(32) NULL', "列 thread"),
    ("archive_name", '"normal" varchar(200) NOT NULL', '"normal" blob NOT NULL', "列 normal"),
]

POSTGRESQL = [
    ("CREATE TABLE further (a int)", "多出表 further"),
    ("CREATE VIEW shown AS SELECT * FROM archive_shown", "多出视图 shown"),
    ("CREATE MATERIALIZED VIEW shown AS SELECT * FROM archive_shown", "多出视图 shown"),
    ("ALTER TABLE archive_shown RENAME TO b; CREATE VIEW archive_shown AS SELECT * FROM b", "缺少表 archive_shown"),
    ("DROP INDEX entry_at", "缺少索引 entry_at（在 ledger_entry 上）"),
    ("CREATE INDEX further ON archive_shown (item)", "多出索引 further"),
    ("UPDATE pg_index SET indisready = false WHERE indexrelid = 'entry_at'::regclass", "索引 entry_at"),
    ("ALTER TABLE archive_edge DROP CONSTRAINT edge_once", "缺少约束 edge_once"),
    ("ALTER TABLE archive_mark DROP CONSTRAINT mark_has_case", "缺少约束 mark_has_case"),
    (
        "ALTER TABLE archive_mark DROP CONSTRAINT mark_has_case; "
        "ALTER TABLE archive_mark ADD CONSTRAINT mark_has_case CHECK (NOT (\"case\" = '')) NOT VALID",
        "约束 mark_has_case（在 archive_mark 上） 不同",
    ),
    ("ALTER TABLE archive_edge ALTER delta DROP NOT NULL", "列 delta（在 archive_edge 上） 不同"),
    ("ALTER TABLE archive_edge ALTER delta TYPE bigint", "列 delta（在 archive_edge 上） 不同"),
    ("ALTER TABLE archive_edge ALTER delta SET DEFAULT 1", "列 delta（在 archive_edge 上） 不同"),
    (
        'ALTER TABLE archive_shown ALTER item TYPE varchar(40) COLLATE "ucs_basic"',
        "列 item（在 archive_shown 上） 不同",
    ),
    ("ALTER TABLE archive_edge ADD twice integer GENERATED ALWAYS AS (delta * 2) STORED", "多出列 twice"),
    (
        "CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
        "CREATE TRIGGER quiet BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION quiet()",
        "多出触发器 quiet（在 ledger_entry 上）",
    ),
    (
        "CREATE SCHEMA beside; "
        "CREATE FUNCTION beside.quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
        "CREATE TRIGGER quiet BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION beside.quiet()",
        "多出触发器 quiet（在 ledger_entry 上）",
    ),
    ("ALTER TABLE archive_mark DISABLE TRIGGER ALL", "（在 archive_mark 上） 不同"),
    ("CREATE RULE quiet AS ON INSERT TO ledger_entry DO INSTEAD NOTHING", "多出规则 quiet（在 ledger_entry 上）"),
    ("ALTER TABLE archive_shown ENABLE ROW LEVEL SECURITY", "表 archive_shown 不同，现为“row security”"),
    ("CREATE POLICY a_part ON archive_shown USING (item = 'x')", "多出行级策略 a_part（在 archive_shown 上）"),
    ("ALTER TABLE archive_shown SET UNLOGGED", "表 archive_shown 不同"),
    ("CREATE TABLE more () INHERITS (archive_shown)", "多出子表 more（在 archive_shown 上）"),
    ("CREATE SCHEMA beside; CREATE TABLE beside.more () INHERITS (archive_shown)", "多出子表 beside.more"),
    ("CREATE FUNCTION lower(varchar) RETURNS text LANGUAGE sql AS 'SELECT $1'", "函数 lower(character varying)"),
    (
        "CREATE FUNCTION never(varchar, varchar) RETURNS bool LANGUAGE sql AS 'SELECT false'; "
        "CREATE OPERATOR = (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = never)",
        "多出运算符 =(character varying,character varying)",
    ),
    ("CREATE DOMAIN day AS date", "多出类型 day"),
    ("CREATE CAST (date AS boolean) WITH INOUT AS IMPLICIT", "多出类型转换 date → boolean"),
    ('CREATE COLLATION other FROM "C"', "多出排序规则 other"),
    (
        "CREATE FUNCTION noticed() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; "
        "CREATE EVENT TRIGGER noticed ON ddl_command_start EXECUTE FUNCTION noticed()",
        "多出事件触发器 noticed",
    ),
    ("ALTER SEQUENCE archive_edge_id_seq INCREMENT BY 2", "序列 archive_edge_id_seq 不同"),
    (
        "CREATE SCHEMA ahead; CREATE TABLE ahead.archive_edge (a int); SET LOCAL search_path = ahead, public",
        "缺少表 access_actsfor",
    ),
    (
        "CREATE SCHEMA behind; CREATE TABLE behind.more (a int); SET LOCAL search_path = public, behind",
        "多出表 behind.more",
    ),
    ("SET LOCAL session_replication_role = replica", "多出连接设置 session_replication_role"),
    ("SET LOCAL transform_null_equals = on", "多出连接设置 transform_null_equals"),
    (
        "ALTER ROLE CURRENT_USER SET session_preload_libraries = 'other'",
        "多出连接设置 session_preload_libraries",
    ),
    ("SET LOCAL gin_fuzzy_search_limit = 1", "多出连接设置 gin_fuzzy_search_limit"),
    ("SET LOCAL row_security = on", "多出连接设置 row_security"),
    ("ALTER ROLE CURRENT_USER SET gin_fuzzy_search_limit = 1", "多出连接设置 gin_fuzzy_search_limit"),
    ("ALTER ROLE CURRENT_USER SET constraint_exclusion = on", "多出连接设置 constraint_exclusion"),
    (
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET array_nulls = off', current_database()); END $$",
        "多出连接设置 array_nulls",
    ),
]


@pytest.mark.django_db
def test_the_file_says_what_the_migrations_make() -> None:
    """After a new migration: `make schema`."""
    assert spell(objects()) == spell(made_by_migrations(connection.vendor))
    assert prove_schema().broken == ""
    assert prove_schema().objects > 900


@pytest.mark.django_db
def test_whatever_is_altered_is_named() -> None:
    altered = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    missed = []
    for change, said in altered:
        with _undone(), connection.cursor() as cursor:
            for statement in [change] if "BEGIN" in change else change.split("; "):
                cursor.execute(statement)
            broken = prove_schema().broken
            if said not in broken:
                missed.append((change, broken))
    assert missed == []
    assert prove_schema().broken == ""


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no settings of its own")
@pytest.mark.parametrize(
    "setting", ["work_mem = '8MB'", "statement_timeout = 60000", "log_min_duration_statement = 1000", "jit = off"]
)
def test_what_changes_no_answer_is_for_whoever_runs_the_server(setting: str) -> None:
    with _undone(), connection.cursor() as cursor:
        cursor.execute(f"ALTER ROLE CURRENT_USER SET {setting}")
        assert prove_schema().broken == ""


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's tables are altered above")
@pytest.mark.parametrize(("table", "before", "after", "said"), MADE_ANEW)
def test_a_table_that_was_made_anew_is_named(table: str, before: str, after: str, said: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql <> '' ORDER BY type DESC", [table])
        statements = [sql for (sql,) in cursor.fetchall()]
        assert before in statements[0]
        cursor.execute(f"DROP TABLE {table}")
        for sql in (statements[0].replace(before, after), *statements[1:]):
            cursor.execute(sql)
    assert said in prove_schema().broken


@contextmanager
def _undone() -> Iterator[None]:
    undo = transaction.savepoint()
    yield
    transaction.savepoint_rollback(undo)


def test_what_is_missing_too_many_and_otherwise() -> None:
    wanted = [Made("table", "a", "a", ""), Made("index", "a", "i", "x"), Made("index", "a", "j", "x")]
    there = [Made("index", "a", "i", "y"), Made("index", "a", "j", "x"), Made("index", "a", "j", "x")]
    assert list(differences(there, wanted)) == [
        "缺少表 a", "多出索引 j（在 a 上）", "索引 i（在 a 上） 不同，现为“y”"
    ]  # fmt: skip
    assert list(differences(wanted, wanted)) == []
    assert read(spell(wanted)) == sorted(wanted)


def test_a_body_is_cut_at_its_outermost_commas_alone() -> None:
    body = """"a" int, "b,(" text DEFAULT ',)''', CONSTRAINT "c" CHECK ("a" IN (1, 2)), [d,] int, `e,` int"""
    assert list(parts(body)) == [
        '"a" int',
        "\"b,(\" text DEFAULT ',)'''",
        'CONSTRAINT "c" CHECK ("a" IN (1, 2))',
        "[d,] int",
        "`e,` int",
    ]


@pytest.mark.parametrize(
    ("made", "restored"),
    [
        (
            "CHECK (((kind)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))",
            "CHECK (((kind)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])))",
        ),
        ("CHECK ((NOT ((name)::text = ''::text)))", "CHECK ((NOT ((name)::text = ''::text)))"),
    ],
)
def test_a_check_that_was_dumped_and_restored_is_the_same(made: str, restored: str) -> None:
    assert plain(made) == plain(restored)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CHECK (((a OR b) AND c))", "CHECK ((a OR (b AND c)))"),
        ("CHECK ((NOT (a AND b)))", "CHECK (((NOT a) AND b))"),
        ("CHECK ((a = '(b)'::text))", "CHECK ((a = 'b'::text))"),
        ("CHECK (((a)::text = 'b'))", "CHECK (((a)::character varying(1) = 'b'))"),
        ("CHECK ((upper(a) = 'B'))", "CHECK ((a = 'B'))"),
    ],
)
def test_a_check_that_says_something_else_is_not(one: str, other: str) -> None:
    assert plain(one) != plain(other)

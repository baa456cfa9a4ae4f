"""The drill: what was backed up is there again, proved; a damaged backup restores nothing."""

import argparse
import gzip
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import uuid

import pytest
from django.conf import settings

from mingxin.cli.restoring import restore
from mingxin.cli.telling import Telling
from mingxin.kernel.refusal import Refusal

UNIT = "11429913000000019L"
PARTY = "91429913MA4K00010D"
CITY = "咨询电话: 0700-1234567\n"


@pytest.fixture
def saved(mingxin, home, tmp_path):
    (home / "city.yaml").write_text(CITY, "utf-8")
    ran = mingxin("backup", tmp_path, "--json")
    assert ran.code == 0, ran.err
    return tmp_path / ran.json["file"].rsplit("/", 1)[1]


def test_restored_is_what_was_saved(mingxin, home, saved, tmp_path, on):
    keys = shutil.copytree(home.with_name("var-keys"), tmp_path / "keys")
    ran = on(tmp_path / "x", MINGXIN_KEYS=str(keys))("restore", saved, "--into", tmp_path / "new", "--json")
    assert (ran.code, ran.json["proved"]) == (0, True), ran.err
    assert f"密钥已在 {keys}，不必另放" in ran.err and "放回" not in ran.err
    with tarfile.open(saved) as archive:
        told = archive.pax_headers["MINGXIN.files"]
        assert int(told) == len(archive.getnames()) - 1, "all but the manifest, told ahead"
    if int(told) > 1:
        assert f"解开备份（共 {int(told):,}）" in ran.err
    restored = on(tmp_path / "new", MINGXIN_KEYS=str(keys))
    there = restored("subject", PARTY, "--matter", "核对", "--json").json
    assert there["records"] == mingxin("subject", PARTY, "--matter", "核对", "--json").json["records"]
    old, new = (run("ledger", "verify", "--json").json for run in (mingxin, restored))
    assert new["holds"]
    assert old["seals"] <= new["seals"] + 2
    assert (tmp_path / "new" / "city.yaml").read_text("utf-8") == CITY, "what the city said of itself comes along"


def test_an_older_backup_is_restored_and_accepted_by_name(mingxin, home, saved, tmp_path, on):
    assert (
        mingxin("subject", PARTY, "--matter", "核对").code == 0
    )  # the platform goes on after the backup: a look, entered and sealed
    keys = shutil.copytree(home.with_name("var-keys"), tmp_path / "keys")
    ran = on(tmp_path / "x", MINGXIN_KEYS=str(keys))("restore", saved, "--into", tmp_path / "new", "--json")
    assert (ran.code, ran.json["proved"]) == (0, True), ran.err
    assert "较早的备份本应如此" in ran.err
    restored = on(tmp_path / "new", MINGXIN_KEYS=str(keys))
    unasked = restored("ledger", "verify", "--json")
    assert (unasked.code, unasked.json["holds"]) == (1, False)
    assert "恢复的是较早的备份" in unasked.json["broken"]["reason"]
    accepted = restored("ledger", "accept", "--reason", "磁盘损坏，用昨天的备份恢复", "--json")
    assert accepted.code == 0, accepted.err
    proof = restored("ledger", "verify", "--records", "--json")
    assert (proof.code, proof.json["holds"], proof.json["signed_from"]) == (0, True, 1), proof.out
    assert restored("ledger", "accept", "--reason", "又一次").code == 2


def test_a_backup_holds_no_key(home, saved):
    content = gzip.decompress(saved.read_bytes())
    for file in home.with_name("var-keys").iterdir():
        assert file.read_bytes().strip() not in content
    assert oct(saved.stat().st_mode)[-3:] == "600"


def test_without_its_keys_a_restored_home_says_so(saved, tmp_path, on):
    ran = on(tmp_path / "x")("restore", saved, "--into", tmp_path / "new", "--json")
    assert (ran.code, ran.json["proved"]) == (1, False)
    assert "中没有 vault.key、ledger.key、public-numbers.key、session.secret、签章密钥：请从密钥备份中放回" in ran.err


def test_a_home_with_something_in_it_is_never_overwritten(mingxin, home, saved):
    before = sorted(path.name for path in home.iterdir())
    ran = mingxin("restore", saved, "--json")
    assert (ran.code, ran.json["refused"]["code"]) == (2, "restore.not_empty")
    assert sorted(path.name for path in home.iterdir()) == before


def repacked(source, target, change):
    """The backup written again with `change` applied to (name, data); None leaves a member out."""
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            name, data = change(member.name, old.extractfile(member).read()) or (None, b"")
            if name:
                info = tarfile.TarInfo(name)
                info.size = len(data)
                new.addfile(info, io.BytesIO(data))


DAMAGES = {
    "a byte of the database changed": lambda n, d: (n, d[:-1] + b"x") if n == "database.sqlite3" else (n, d),
    "a file left out": lambda n, d: None if n.startswith("originals/") else (n, d),
    "the manifest left out": lambda n, d: None if n == "manifest.json" else (n, d),
    "a path that climbs out": lambda n, d: ("../evil", d) if n == "instance.json" else (n, d),
    "an absolute path": lambda n, d: ("/evil", d) if n == "instance.json" else (n, d),
    "another manifest": lambda n, d: (n, b"{}") if n == "manifest.json" else (n, d),
    "a manifest that is no JSON": lambda n, d: (n, b"{") if n == "manifest.json" else (n, d),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_backup_restores_nothing(saved, tmp_path, on, how):
    bad = tmp_path / "bad.tar.gz"
    repacked(saved, bad, DAMAGES[how])
    ran = on(tmp_path / "x")("restore", bad, "--into", tmp_path / "new", "--json")
    assert (ran.code, ran.json["refused"]["code"]) == (2, "restore.damaged"), ran.err
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / ".new.restoring").exists()


WELL = {"format": "mingxin-backup-1", "made_at": "2026-11-30T10:00:00", "seal": "", "database": "sqlite", "files": []}
MALFORMED = [
    ("no archive", b"%PDF-1.7"),
    ("a manifest that is a list", []),
    ("one that is a number", 7),
    ("one that lists no files", {key: value for key, value in WELL.items() if key != "files"}),
    ("a list of files that is none", WELL | {"files": 3}),
    ("an entry that is none", WELL | {"files": ["database.sqlite3"]}),
    ("an entry without its digest", WELL | {"files": [{"name": "database.sqlite3"}]}),
    ("no day", WELL | {"made_at": None}),
    ("a database that we have not", WELL | {"database": "oracle"}),
    ("no database in it", WELL),
    ("nested without end", b"[" * 200_000),
]


@pytest.mark.parametrize(("why", "manifest"), MALFORMED, ids=[row[0] for row in MALFORMED])
def test_a_malformed_backup_is_refused_in_words(tmp_path, why, manifest):
    bad = tmp_path / "bad.tar.gz"
    data = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    with tarfile.open(bad, "w:gz") as archive:
        info = tarfile.TarInfo("manifest.json")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    if why == "no archive":
        bad.write_bytes(data)
    assert refused(bad, tmp_path) == "restore.damaged"


def test_a_backup_with_a_broken_stream_is_refused_in_words(saved, tmp_path):
    whole, bad = bytearray(saved.read_bytes()), tmp_path / "bad.tar.gz"
    whole[len(whole) // 2 : len(whole) // 2 + 64] = b"\xff" * 64
    bad.write_bytes(whole)
    assert refused(bad, tmp_path) == "restore.damaged"


def refused(bad, folder):
    """The code of the refusal; nothing is left of what was begun."""
    asked = argparse.Namespace(file=bad, into=folder / "new")
    with pytest.raises(Refusal) as told:
        restore(asked, Telling(as_json=False))
    assert not (folder / "new").exists()
    assert not (folder / ".new.restoring").exists()
    return told.value.code


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.999], ids=["nothing", "a third", "all but the end"])
def test_a_backup_cut_short_restores_nothing(saved, tmp_path, on, kept):
    whole = saved.read_bytes()
    bad = tmp_path / "bad.tar.gz"
    bad.write_bytes(whole[: int(len(whole) * kept)])
    assert on(tmp_path / "x")("restore", bad, "--into", tmp_path / "new").code == 2
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("target", "code"),
    [
        pytest.param("x.zip", "backup.name", id="another ending"),
        pytest.param("no/such/x.tar.gz", "output.not_writable", id="no such folder"),
        pytest.param("var/x.tar.gz", "backup.inside", id="inside the home"),
    ],
)
def test_where_a_backup_cannot_go(mingxin, home, target, code):
    ran = mingxin("backup", home.parent / target, "--json")
    assert (ran.code, ran.json["refused"]["code"]) == (2, code)


def test_a_backup_is_never_overwritten(mingxin, saved):
    before = saved.read_bytes()
    assert mingxin("backup", saved, "--json").json["refused"]["code"] == "backup.exists"
    assert saved.read_bytes() == before


@pytest.mark.database
def test_the_drill_on_postgresql(tmp_path, on, sheet):
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        pytest.skip("runs where the tests run on PostgreSQL")
    if not shutil.which("pg_dump"):
        pytest.skip("pg_dump is not on PATH")
    base, _, _ = os.environ["MINGXIN_DATABASE_URL"].rpartition("/")
    names = [f"drill_{uuid.uuid4().hex[:8]}" for _ in range(2)]
    host = settings.DATABASES["default"]["HOST"]
    for name in names:
        subprocess.run(["createdb", "-h", host, "-U", settings.DATABASES["default"]["USER"], name], check=True)
    first = on(tmp_path / "var", MINGXIN_DATABASE_URL=f"{base}/{names[0]}")
    assert first("init").code == 0
    assert first("unit", "add", UNIT, "云泽市市场监督管理局", "--items", "admin_penalty").code == 0
    assert first("intake", sheet({}), "--item", "admin_penalty", "--unit", UNIT, "--json").json["admitted"] == 1
    saved = first("backup", tmp_path, "--json").json["file"]
    keys = str(tmp_path / "var-keys")
    second = on(tmp_path / "new", MINGXIN_DATABASE_URL=f"{base}/{names[1]}", MINGXIN_KEYS=keys)
    ran = second("restore", saved, "--json")
    assert (ran.code, ran.json["proved"]) == (0, True), ran.err
    assert len(second("subject", PARTY, "--matter", "核对", "--json").json["records"]) == 1
    assert on(tmp_path / "third")("restore", saved, "--json").json["refused"]["code"] == "restore.database"


def test_a_backup_holds_no_open_session(mingxin, home, tmp_path):
    key = "q8v3m1n7k2x9c4z6w5a0s8d7f6g5h4j3"
    live = sqlite3.connect(home / "mingxin.sqlite3")
    live.execute("INSERT INTO django_session VALUES (?, 'x', '2099-01-01 00:00:00')", [key])
    live.commit()
    assert mingxin("backup", tmp_path / "s.mingxin.tar.gz").code == 0
    assert key.encode() not in gzip.decompress((tmp_path / "s.mingxin.tar.gz").read_bytes())
    assert live.execute("SELECT count(*) FROM django_session").fetchone() == (1,), "who works goes on working"
    live.close()

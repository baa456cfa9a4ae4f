"""One small invented city for all tests here, and its folder written once."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from seed import city, files
from seed.city import City

AS_OF = date(2026, 11, 20)


@pytest.fixture(scope="session")
def small_city() -> City:
    return city.build(7, as_of=AS_OF, organisations=900, records=2400)


@pytest.fixture(scope="session")
def folder(small_city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("city")
    files.write(small_city, made)
    return made


@pytest.fixture(scope="session")
def plan(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    return read

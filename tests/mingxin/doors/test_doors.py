"""Each door can be served alone; what is not served has no address. Settings are read once, so each in a process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ASKING = """
import json, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
answers = [client.get(address) for address in ("/heyan/", "/desk/sign-in/", "/no-such-page/")]
print(json.dumps([(a.status_code, "工作台首页" in a.content.decode()) for a in answers]))
"""


def asked(folder: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    settings = {"DJANGO_SETTINGS_MODULE": "mingxin.config.settings", "MINGXIN_HOME": str(folder / "home")}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MINGXIN_")}
    environment = kept | settings | {"MINGXIN_ALLOWED_HOSTS": "testserver", "PYTHONPATH": "src"} | env
    return subprocess.run(
        [sys.executable, "-c", ASKING], env=environment, cwd=Path(__file__).parents[3], capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("env", "answers"),
    [
        pytest.param({}, [[200, False], [200, False], [404, False]], id="all, unless told otherwise"),
        pytest.param({"MINGXIN_DOOR": "portal"}, [[200, False], [404, False], [404, False]], id="portal"),
        pytest.param({"MINGXIN_DOOR": "desk"}, [[404, True], [200, False], [404, True]], id="desk"),
    ],
)
def test_doors(tmp_path: Path, env: dict[str, str], answers: list[list[object]]) -> None:
    done = asked(tmp_path, **env)
    assert json.loads(done.stdout) == answers, done.stderr


@pytest.mark.parametrize(("variable", "word"), [("MINGXIN_DOOR", "window"), ("MINGXIN_SECOND_FACTOR", "never")])
def test_a_word_that_no_setting_knows(tmp_path: Path, variable: str, word: str) -> None:
    done = asked(tmp_path, **{variable: word})
    assert done.returncode == 1
    assert f"{variable} 不能是“{word}”" in done.stderr

"""What the pages of batches tell each reader to do is what that reader may do."""

import re
from pathlib import Path

import pytest

from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.way import do, mixed, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client("steward", unit=in_force.unit, login="zhang", name="张经办")


HELP = re.compile(r'<details class="how"><summary>怎样使用本页</summary>(.*?)</details>', re.DOTALL)
OWN = {"直接在格子里改", "上传替换本批", "可以先提交", "入库之前可以撤回本批", "请用“信息与更正撤回”"}
FOR_OTHERS = {"由报送单位的经办人"}
SAID_TO = [  # role, page, what its help says, what it does not
    ("steward", "batches/", {"本单位的批次", "上传新文件请到“今日待办”"}, {"本区域"}),
    ("checker", "batches/", {"本单位的批次"}, {"上传新文件"}),
    ("unit_administrator", "batches/", {"本单位的批次"}, {"上传新文件"}),
    ("officer", "batches/", {"本区域各单位的批次"}, {"上传新文件", "本单位"}),
    ("steward", "batches/questioned/", {"在线补报"}, FOR_OTHERS),
    ("officer", "batches/questioned/", FOR_OTHERS, {"在线补报", "上传补报"}),
    ("steward", "ready", OWN, FOR_OTHERS),
    ("officer", "ready", FOR_OTHERS, OWN | {"蓝色实心按钮"}),
    ("unit_administrator", "ready", FOR_OTHERS, OWN | {"蓝色实心按钮"}),
    ("steward", "ready rows", {"改好后点“保存并重新检查”"}, FOR_OTHERS),
    ("officer", "ready rows", FOR_OTHERS, {"改好后点", "采用"}),
    ("steward", "submitted", {"入库之前可以撤回本批"}, {"直接在格子里改", "可以先提交"}),
    ("checker", "submitted", FOR_OTHERS | {"审核、放行或者退回"}, OWN),
]


@pytest.mark.parametrize(("role", "at", "said", "unsaid"), SAID_TO, ids=[f"{role}, {at}" for role, at, *_ in SAID_TO])
def test_help_speaks_of_what_the_reader_may_do(
    in_force: InForce, desk_client: DeskClient, steward: AtDesk, tmp_path: Path, role: str, at: str,
    said: set[str], unsaid: set[str],
) -> None:  # fmt: skip
    address = f"/desk/{at}"
    if not at.startswith("batches/"):
        address = sent(steward.client, tmp_path, mixed())
        if at == "submitted":
            do(steward.client, f"{address}submit/")
        address += "rows/" * at.endswith("rows")
    reader = steward if role == "steward" else desk_client(role, unit=in_force.unit)
    (told,) = HELP.findall(reader.client.get(address).content.decode())[-1:]
    assert {words for words in said if words not in told} == set()
    assert {words for words in unsaid if words in told} == set()

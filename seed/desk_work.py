"""Living work for the demonstration's desk: something in every state, with days that press now."""

from collections.abc import Callable, Sequence
from typing import Final

from mingxin.access.permits import Act
from mingxin.intake.actions.linking import propose_link, return_row
from mingxin.intake.actions.submitting import send_back, withdraw_batch
from mingxin.intake.actions.zero import declare_none
from mingxin.intake.models import Batch, BatchState
from seed import layouts, writing
from seed.desk_hand import Hand, sender
from seed.desk_rows import LICENCE, PENALTY, fault, licences, on_file, penalties, usual_faults, with_faults
from seed.desk_scene import require
from seed.faults import Row

TO_UPLOAD: Final = "待上传"
FILE_TO_UPLOAD: Final = "市场监督管理局_行政处罚_待上传.xlsx"
_ROWS: Final = 149  # one of them is sent twice: 150 in the file
_PLACES: Final = (12, 20, 33, 41, 58, 66, 79, 87, 104, 121, 138)  # rows with a fault, the first three due soonest


def file_to_upload(hand: Hand) -> None:
    """The faulty file of 150 rows that a visitor drops himself; nobody has sent it."""
    path = hand.city / TO_UPLOAD / FILE_TO_UPLOAD
    rows = _faulty_penalties(hand, first=8001)
    title = f"{sender('shijian-jingban').name}{layouts.item_name(PENALTY)}信息表"
    writing.write_table(path, layouts.table_of(PENALTY, layouts.FULL_XLSX, rows), layouts.FULL_XLSX, title)


def ready(hand: Hand) -> None:
    """待提交: the same faults as in the visitor's file, under other numbers."""
    login, rows = "shijian-jingban", _faulty_penalties(hand, first=7001)
    sent = hand.send(login, PENALTY, rows, "行政处罚_本周", at=hand.ago(hours=2))
    _require_state(sent, BatchState.READY)
    hand.explain(sent, login)


def waiting_for_review(hand: Hand) -> None:
    """待审核: due today, in one working day and in three; in the last, records on file are changed."""
    login = "jiaotong-jingban"
    for place, workdays in enumerate((0, 1, 3)):
        rows = _new(PENALTY, login, [hand.days.due_in(workdays)], count=(14, 9, 22)[place], first=7000 + 100 * place)
        if workdays == 3:
            rows += [row | {"BZ": "决定书文字已补正"} for row in on_file(PENALTY, sender(login), 60)[-3:]]
        sent = hand.send(login, PENALTY, rows, f"行政处罚_第{'一二三'[place]}批", at=hand.ago(hours=4, minutes=-place))
        _require_state(hand.submit(sent, login, at=hand.ago(hours=3, minutes=-place)), BatchState.SUBMITTED)


def returned(hand: Hand) -> None:
    login = "huanjing-jingban"
    rows = _new(PENALTY, login, [hand.days.due_in(1)], count=8, first=7001)
    sent = hand.submit(
        hand.send(login, PENALTY, rows, "行政处罚_十一月", at=hand.ago(hours=6)), login, at=hand.ago(hours=5)
    )
    send_back(
        sent.number,
        reason="第 5 行罚款金额与决定书不一致，请核对后重新提交。",
        by=hand.actor("huanjing-shenhe", Act.RELEASE, sent.unit, PENALTY),
        at=hand.ago(hours=4),
    )


def refused(hand: Hand) -> None:
    """已拒收: two sheets with data; which one is meant, only the sender knows."""
    login, path = "yingji-jingban", hand.folder / "行政处罚_两个科室.xlsx"
    table = layouts.table_of(PENALTY, layouts.BARE_XLSX, _new(PENALTY, login, [hand.days.ago(2)], count=4, first=7001))
    book = writing.open_workbook(path)
    for name in ("一科", "二科"):
        sheet = book.add_worksheet(name)
        for line, cells in enumerate([table.headers, *table.rows]):
            sheet.write_row(line, 0, cells)
    book.close()
    _require_state(hand.send_file(login, path, item=PENALTY, at=hand.ago(hours=3)), BatchState.REFUSED)


def withdrawn(hand: Hand) -> None:
    login = "renshe-jingban"
    rows = _new(LICENCE, login, [hand.days.ago(3)], count=6, first=7001)
    sent = hand.send(login, LICENCE, rows, "行政许可_上周", at=hand.ago(hours=26))
    by = hand.actor(login, Act.REPORT, sent.unit, LICENCE)
    withdraw_batch(sent.number, reason="选错文件，应报送本周的表。", by=by, at=hand.ago(hours=25))


def left_behind(hand: Hand) -> None:
    """已入库, with rows that stay: three without a code, whose subject is on file, and two with other faults."""
    login, days = "chengguan-jingban", hand.days
    rows = _new(PENALTY, login, [days.due_in(3), days.due_in(1)], count=24, first=7001)
    code = rows[4]["CF_XDR_SHXYM"]
    for place in (4, 9, 15):
        rows[place]["CF_XDR_SHXYM"] = ""
    wrong = [fault("CF_JDRQ", "date.no_such_day"), fault("CF_CFLB", "code_set.unknown")]
    sent = hand.send(
        login, PENALTY, with_faults(rows, wrong, (11, 18), hand.today), "行政处罚_执法队", at=hand.ago(hours=30)
    )
    admitted = hand.through(sent, login, at=hand.ago(hours=29))
    _require_state(admitted, BatchState.ADMITTED)
    by = hand.actor("xinyongban", Act.LINK, admitted.unit)
    head = layouts.FULL_XLSX.header_row + 1
    propose_link(
        admitted.number,
        head + 4,
        uscc=code,
        reason="名称与登记信息一致，住所与决定书相符。",
        by=by,
        at=hand.ago(hours=20),
    )
    return_row(admitted.number, head + 18, reason="处罚类别请按代码表填写后补报。", by=by, at=hand.ago(hours=19))


def asks_publicity(hand: Hand) -> None:
    """已入库, and the unit is asked how grave the cases are: it has no 口径表 and its table does not say."""
    login = "zhujian-jingban"
    rows = _new(PENALTY, login, [hand.days.due_in(3)], count=7, first=7001)
    sent = hand.send(login, PENALTY, rows, "行政处罚_质安站", at=hand.ago(hours=28))
    admitted = hand.through(sent, login, at=hand.ago(hours=27))
    require(admitted.questions.filter(answered_at=None), "没有须由本单位答复的公示依据问题")


def nothing_to_report(hand: Hand) -> None:
    login, item = "chengjiang-nongye-jingban", "admin_licence"  # of which it sends nothing in the last months
    unit = hand.unit_of(login)
    by = hand.actor(login, Act.REPORT, unit, item)
    declare_none(unit=unit, item=item, month=hand.today, by=by, at=hand.ago_today(hours=2))


def doubted_again(hand: Hand) -> None:
    """已入库: all rows of one kind, explained; then again, which the office sees."""
    login = "nongye-jingban"
    for place, hours in enumerate((50, 27)):
        rows = _of_one_kind(_new(LICENCE, login, [hand.days.due_in(3)], count=36, first=7001 + 100 * place))
        sent = hand.send(login, LICENCE, rows, f"行政许可_第{'一二'[place]}批", at=hand.ago(hours=hours))
        admitted = hand.through(sent, login, at=hand.ago(hours=hours - 1))
    require(admitted.doubts.filter(kind="one_kind", repeats__gt=0), "没有引出重复的情况说明")


def doubted(hand: Hand) -> None:
    """待提交: all rows of one kind, and nobody has said why."""
    login = "weijian-jingban"
    rows = _of_one_kind(_new(LICENCE, login, [hand.days.due_in(1)], count=32, first=7001))
    sent = hand.send(login, LICENCE, rows, "行政许可_放射诊疗", at=hand.ago(hours=1))
    require(sent.doubts.filter(kind="one_kind", answered_at=None), "没有引出情况说明")


def item_unclear(hand: Hand) -> None:
    """已接收: the headers fit two items that the unit reports, so somebody must say which one it is."""
    login, path = "fagai-jingban", hand.folder / "守信企业名单.csv"
    rows = [
        [row["XK_XDR_MC"], row["XK_XDR_SHXYM"], hand.days.ago(2).isoformat()]
        for row in on_file(LICENCE, sender("shijian-jingban"), 5)
    ]
    writing.write_csv(path, [["行政相对人名称", "统一社会信用代码", "决定日期"], *rows])
    _require_state(hand.send_file(login, path, item="", at=hand.ago(hours=1)), BatchState.RECEIVED)


def power_unknown(hand: Hand) -> None:
    login = "chengjiang-nongye-jingban"
    rows = _new(PENALTY, login, [hand.days.due_in(3)], count=5, first=101, like="nongye-jingban")
    sent = hand.send(login, PENALTY, rows, "行政处罚_农业执法", at=hand.ago_today(hours=5))
    require(sent.power_questions.filter(answered_at=None), "没有引出职权问题")


def late(hand: Hand) -> None:
    """迟报: a county's unit whose days had passed when it sent them; its neighbour 文化和旅游局 sends nothing."""
    login = "chengjiang-jiaotong-jingban"
    days = [hand.days.due_in(-2), hand.days.due_in(3)]
    rows = _new(PENALTY, login, days, count=9, first=101, like="jiaotong-jingban")
    sent = hand.send(login, PENALTY, rows, "行政处罚_路政", at=hand.ago(hours=3))
    _require_state(hand.through(sent, login, at=hand.ago(hours=2)), BatchState.ADMITTED)


def _faulty_penalties(hand: Hand, *, first: int) -> list[Row]:
    """150 rows with the usual faults; some are due today, most in three working days."""
    days = hand.days
    rows = _new(PENALTY, "shijian-jingban", [days.due_in(5), days.due_in(3)], count=_ROWS, first=first)
    for place, workdays in zip(_PLACES[:6], (0, 0, 0, 1, 1, 1), strict=True):
        rows[place] |= {"CF_JDRQ": days.due_in(workdays).isoformat()}
    return with_faults(rows, usual_faults(), _PLACES, hand.today)


def _new(item: str, login: str, days: Sequence[object], *, count: int, first: int, like: str = "") -> list[Row]:
    """New decisions of an account's unit; `like` names whose decisions on file they resemble."""
    make: Callable[..., list[Row]] = penalties if item == PENALTY else licences
    return make(on_file(item, sender(like or login), count), sender(login), days, count=count, first=first)


def _of_one_kind(rows: list[Row]) -> list[Row]:
    return [row | {"XK_XKLB": rows[0]["XK_XKLB"]} for row in rows]


def _require_state(batch: Batch, state: BatchState) -> None:
    require(batch.state == state, f"这一批现在是“{batch.get_state_display()}”，不是“{state.label}”")

"""The one sentence that says how a batch stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from mingxin.intake.rules.due_spans import OVERDUE, TODAY, Due


@dataclass(frozen=True)
class Standing:
    """What the sentence needs. `left`: rows of an admitted batch that nobody has dealt with yet; `brought`: those that
    a supplement has brought since. `is_part`: a supplement made at the desk, what it leaves is left in the batch of its
    rows. `doubts`: what is still to be explained; `power`: asked or refused, where the office was asked about it.
    """

    state: str
    reported: int = 0
    questioned: int = 0
    updated: int = 0
    admitted: int = 0
    unlinked: int = 0
    unchanged: int = 0
    left: int = 0
    asked: int = 0  # questions of publicity that wait for an answer
    brought: int = 0
    is_closed: bool = False
    is_part: bool = False
    doubts: int = 0
    power: str = ""
    asks_item: bool = False

    @property
    def good(self) -> int:
        return self.admitted + self.updated

    @property
    def behind(self) -> int:
        return self.questioned + self.unlinked


_PLAIN = {
    "received": "文件已收妥，正在等待检查。",
    "checking": "正在检查，文件已收妥。",
    "withdrawn": "本批已撤回，没有入库。",
    "refused": "本批没有接收，整个文件未保存。",
}


_POWER = {
    "asked": "职权还在由信用办核实，核实后才能提交：",
    "refused": "信用办认为本单位没有此项职权，不能提交：",
}


def sentence(standing: Standing, dues: Iterable[Due] = ()) -> str:
    """`dues` are those of the rows that are still to be sent."""
    if standing.state in _PLAIN:
        return "请选择这个文件属于哪个事项。" if standing.asks_item else _PLAIN[standing.state]
    if standing.state == "released":
        return f"正在{_good('', standing) or '处理'}，不需要等待。"
    if standing.state == "admitted":
        return _admitted(standing)
    said = _checked(standing, tuple(dues))
    if standing.state == "submitted":
        return f"已提交，正在等待审核：{said}"
    said = _before_submitting(standing) + said
    return f"审核人已退回：{said}" if standing.state == "returned" else said


def _before_submitting(standing: Standing) -> str:
    """What stands in the way of submitting, be every row good; "" where nothing does."""
    if not standing.reported:
        return ""
    if standing.doubts:
        return f"请先说明原因（{standing.doubts} 项），说明后才能提交："
    return _POWER.get(standing.power, "")


def _checked(standing: Standing, dues: tuple[Due, ...]) -> str:
    if not standing.reported:
        return "表中没有数据行。"
    behind = f"需修改 {standing.behind} 行{_of_which(dues)}" if standing.behind else ""
    same = f"{standing.unchanged} 行与已入库的内容相同，不重复入库"
    if not standing.good:
        if not standing.behind:
            return f"全部 {same}。"
        return f"没有可入库的行，{behind}{f'；另有 {same}' if standing.unchanged else ''}。"
    good = _good("可", standing)
    if not standing.behind:
        good = f"{good}，没有需要修改的行"
    said = f"{good}，{behind}" if behind else good
    return f"{said}{f'；另有 {same}' if standing.unchanged else ''}。{_good_due(dues)}"


def _of_which(dues: tuple[Due, ...]) -> str:
    """Of the rows to be mended: how many are due today or late."""
    late = sum(due.behind for due in dues if due.span == OVERDUE)
    today = sum(due.behind for due in dues if due.span == TODAY)
    parts = [f"{today} 行今天到期"] * bool(today) + [f"{late} 行已超期"] * bool(late)
    return f"，其中 {'、'.join(parts)}" if parts else ""


def _good_due(dues: tuple[Due, ...]) -> str:
    today = [due for due in dues if due.span == TODAY]
    if waiting := sum(due.waiting for due in today):
        return f"没有问题的行中有 {waiting} 行今天到期，审核人今天放行才算按期。"
    good = sum(due.good for due in today)
    return f"没有问题的行中有 {good} 行今天到期，请今天提交。" if good else ""


def _good(before: str, standing: Standing) -> str:
    """Counted as the tiles beside it count: what is new, and what changes a record, each by itself."""
    counted = ((standing.admitted, "入库"), (standing.updated, "更新"))
    return "，".join(f"{before}{verb} {rows} 行" for rows, verb in counted if rows)


def _admitted(standing: Standing) -> str:
    said = _good("已", standing) or "没有新增或者更新的内容"
    if standing.unchanged:
        said += f"，{standing.unchanged} 行与已入库的内容相同"
    still = [_left(standing)] * bool(standing.behind)
    still += [f"公示依据 {standing.asked} 项待答复"] * bool(standing.asked)
    return f"{said}；{'，'.join(still)}。" if still else f"{said}，全部办完。"


def _left(standing: Standing) -> str:
    """What became of the rows that stayed behind."""
    done = [f"{standing.brought} 行已补报"] * bool(standing.brought)
    if standing.left:
        where = "仍在原批次" if standing.is_part else ""
        return "，".join([*done, f"还有 {standing.left} 行{where}待补报"])
    if given_up := (standing.behind - standing.brought if standing.is_closed else 0):
        done.append(f"{given_up} 行已注明不再补报")
    return f"其余 {standing.behind} 行中 {'、'.join(done)}" if len(done) > 1 else f"其余 {''.join(done)}"


def asked_words(in_time: int, late: int) -> str:
    """How records that wait for an answer stand with the days to report: an answer changes nothing of that."""
    if not late:
        return "这些信息已按时报送，何时答复不影响报送时效。" if in_time else ""
    if not in_time:
        return "这些信息报送时已超过时限，计入迟报，何时答复都是如此；请尽快答复。"
    return f"其中 {in_time} 条已按时报送，{late} 条报送时已超过时限、计入迟报；何时答复不影响报送时效。"


def reported_words(rows: int, unchanged: int) -> str:
    """What was reported in a month: rows new or changed on record; `unchanged` were on record as they came."""
    return f"已报 {rows} 行{'（均已在档）' if not rows and unchanged else ''}"

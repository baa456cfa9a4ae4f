"""Mending cells in the page: what was typed or adopted is saved together, and the page says what it changed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from mingxin.access.permits import Act
from mingxin.doors.desk.answers import see_other
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.looking import note_rows
from mingxin.doors.desk.pages.batches.opening import actor_upon, may_upon, opened, require_rows, row_number
from mingxin.intake.actions.mending import MOST_ROWS, Mend, last_mend, mend, undo_mends
from mingxin.intake.models import Batch
from mingxin.intake.queries.rows import current_values, faulty_rows, neighbours, one_row, proposal_for
from mingxin.intake.queries.working import Working, working_of
from mingxin.intake.rules.batch_states import MENDABLE
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal

_SAID = "mended"


@require_GET
def rows(request: DeskRequest, number: str) -> HttpResponse:
    """All rows that need somebody, page by page; or any one row by its number (`hang`), to be mended."""
    batch = opened(request, number)
    require_rows(request, batch)
    working = working_of(batch)
    if working is None:
        raise Refusal("rows.gone", "这一批没有留存需要修改的行。", "请返回批次页面。")
    may_mend = can_mend(batch, may_report=may_upon(request, Act.REPORT, batch))
    if may_mend and "hang" in request.GET:
        return _one(request, batch, working, request.GET["hang"].strip())
    kind, after = request.GET.get("leixing", ""), row_number(request.GET.get("after", ""))
    page = faulty_rows(working, after=after, kind=kind, limit=50)
    note_rows(request, batch, [one.row for one in page.rows], behind=working.behind)
    context = {
        "batch": batch,
        "page": page,
        "kind": kind,
        "after": after,
        "can_mend": may_mend,
        "said": said_before(request, number),
    }
    return render(request, "desk/batches/rows.html", context)


def _one(request: DeskRequest, batch: Batch, working: Working, asked: str) -> HttpResponse:
    """A row with all its cells. A number that no row has is said beside the field in which it was typed."""
    number = row_number(asked)
    row = one_row(working, number)
    context = {
        "batch": batch,
        "row": row,
        "asked": asked[:8],
        "neighbours": neighbours(working, number),
        "first": neighbours(working, 0)[1],
        "said": said_before(request, batch.number),
    }
    return render(request, "desk/batches/row.html", context, status=200 if row else 400)


@require_POST
def save(request: DeskRequest, number: str) -> HttpResponse:
    batch = opened(request, number)
    seen = last_mend(batch)  # before anything is compared: what a colleague saves from here on is not overwritten
    working = working_of(batch)
    if working is None:
        raise Refusal("mend.gone", "这一批的工作数据已不再留存，不能在线修改。", "请修改原表后重新上传。")
    wanted, crossed = _wanted(request, working)
    before = set(working.behind)
    if wanted:
        batch = mend(number, wanted, by=actor_upon(request, batch), at=now(), seen=seen)
    elif not crossed:
        raise Refusal("mend.nothing", "没有修改任何内容。", "请在有问题的单元格中填写正确的内容后再保存。")
    again = working_of(batch)
    behind = set(again.behind) if again else set()
    said = _sentence(wanted, before, behind, batch) + _who_crossed(batch, crossed, request.holder.login)
    request.session[_SAID] = [number, said]
    return see_other(_back(request, number))


@require_POST
def undo(request: DeskRequest, number: str) -> HttpResponse:
    """Take back what was mended in a row."""
    batch = opened(request, number)
    row = row_number(request.POST.get("row", ""))
    undo_mends(number, row=row, by=actor_upon(request, batch), at=now())
    request.session[_SAID] = [number, f"第 {row} 行已恢复为报送时的内容，并已重新检查。"]
    return see_other(_back(request, number))


def can_mend(batch: Batch, *, may_report: bool) -> bool:
    """Whether the page offers fields to write in."""
    return may_report and batch.state in MENDABLE and bool(batch.sieved_file) and batch.reported <= MOST_ROWS


def said_before(request: DeskRequest, number: str) -> str:
    """What the last save of this batch changed, once."""
    said = request.session.get(_SAID)
    if not said or said[0] != number:
        return ""
    del request.session[_SAID]
    return str(said[1])


def _wanted(request: DeskRequest, working: Working) -> tuple[list[Mend], list[tuple[int, str]]]:
    """The cells that differ from what this page showed; and those that were mended meanwhile, with their rows.

    A cell comes as `c.ROW.FIELD`, what the page showed as `w.ROW.FIELD`; `adopt` names the cell whose proposal is
    taken. The proposal is worked out anew, not taken from the page.
    """
    adopted = request.POST.get("adopt", "")
    shown = {name[2:] for name in request.POST if name.startswith("w.")} | ({adopted} if adopted else set())
    places = [place for one in sorted(shown) if (place := _place(one)) is not None]
    current = current_values(working, sorted({row for row, _ in places}))
    fields = {field.code for field in working.card.fields}
    mends, crossed = [], []
    for row, field in sorted(places):
        if field not in fields:
            continue
        key, now_there = f"{row}.{field}", _plain(current.get(row, {}).get(field, ""))
        if key == adopted:
            proposal = proposal_for(working, row, field)
            if proposal:
                mends.append(Mend(row, field, proposal, "suggested"))
            else:
                crossed.append((row, field))
            continue
        typed, was = _plain(request.POST.get(f"c.{key}", "")), _plain(request.POST.get(f"w.{key}", ""))
        if typed == was:
            continue
        if was != now_there:
            crossed.append((row, field))
        else:
            mends.append(Mend(row, field, typed))
    return mends, crossed


def _sentence(wanted: list[Mend], before: set[int], behind: set[int], batch: Batch) -> str:
    parts = []
    if wanted:
        mended = sorted({m.row for m in wanted})
        good = [r for r in mended if r not in behind and r in before]
        left = [r for r in mended if r in behind and r in before]
        worse = [r for r in mended if r in behind and r not in before]
        parts.append(f"已保存 {len(wanted)} 处修改并重新检查。")
        parts += [f"第 {_listed(good)} 行现在可以入库。"] * bool(good)
        parts += [f"第 {_listed(left)} 行仍有问题，请看红字。"] * bool(left)
        parts += [f"第 {_listed(worse)} 行原来没有问题，改后有问题，请看红字。"] * bool(worse)
        others = sorted(before - behind - set(mended))
        parts += [f"第 {_listed(others)} 行也因此可以入库。"] * bool(others)
        counted = f"可入库 {batch.admitted} 行{f'、可更新 {batch.updated} 行' if batch.updated else ''}"
        parts.append(f"本批{counted}，需修改 {batch.questioned + batch.unlinked} 行。")
    return "".join(parts)


def _who_crossed(batch: Batch, crossed: list[tuple[int, str]], login: str) -> str:
    """What was not written over, by who mended it last: oneself in another window, a colleague, or, where a mend was
    taken back, nobody any more.
    """
    last = {
        (one.row, one.field): "您已在另一个页面修改过"
        if one.actor_login == login
        else f"在您打开页面之后已由{one.actor_name}修改"
        for one in batch.mends.filter(row__in={row for row, _ in crossed}).order_by("id")
    }
    rows: dict[str, set[int]] = {}
    for cell in crossed:
        rows.setdefault(last.get(cell, "在您打开页面之后已有改动"), set()).add(cell[0])
    return "".join(f"第 {_listed(sorted(of))} 行{done}，没有覆盖，请看现在的内容。" for done, of in rows.items())


def _listed(rows: list[int]) -> str:
    shown = "、".join(map(str, rows[:8]))
    return f"{shown} 等 {len(rows)}" if len(rows) > 8 else shown


def _place(text: str) -> tuple[int, str] | None:
    row, _, field = text.partition(".")
    return (int(row), field) if row.isascii() and row.isdecimal() and len(row) < 9 and field else None


def _plain(text: str) -> str:
    """Browsers send line ends their own way."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _back(request: DeskRequest, number: str) -> str:
    """To the place where the form stood."""
    if request.POST.get("from") != "rows":
        return f"{reverse('desk:batch', args=[number])}#said"
    address = reverse("desk:batch_rows", args=[number])
    if one := row_number(request.POST.get("hang", "")):
        return f"{address}?hang={one}#said"
    after, kind = row_number(request.POST.get("after", "")), request.POST.get("leixing", "")
    asked = f"leixing={kind}&" if kind and all(c.isalnum() or c in "._" for c in kind) and kind.isascii() else ""
    return f"{address}?{asked}after={after}#said"

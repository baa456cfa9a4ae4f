"""What a list is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import QuerySet

from mingxin.access.permits import Act
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest

Row = Any  # an instance, a dict of `.values()`, or whatever stands in the sequence
Rows = QuerySet[Any, Any] | Sequence[Any]
Kind = Literal["text", "code", "number", "date", "time", "link", "tag"]


@dataclass(frozen=True)
class Tag:
    """A word with a tone: ok, warn, bad, blue or none."""

    words: str
    tone: str = ""

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Column:
    """`value` gives what the cell holds: text, number, date, datetime, a Tag, or None for nothing."""

    key: str
    title: str
    value: Callable[[Row], object]
    kind: Kind = "text"
    link: Callable[[Row], str | None] | None = None


@dataclass(frozen=True)
class Filter:
    """`name` is the parameter in the address, in pinyin. `apply` gets text, a chosen value, or a date (month: its
    first)."""

    name: str
    label: str
    kind: Literal["text", "choice", "day", "month"]
    apply: Callable[[Any, Any], Rows]
    choices: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Line:
    """What a bulk act would do to one of the list; `problem` where it would not."""

    words: str
    problem: str = ""
    rows: int = 0  # of a batch: what it holds


@dataclass(frozen=True)
class Done:
    """What a bulk act did, in one sentence; `undo` is the address of a POST that takes it back."""

    words: str
    undo: str = ""


@dataclass(frozen=True)
class BulkAct:
    """An act on the rows chosen. `preview` changes nothing; `do` does it, and skips what has a problem by then.

    `form` asks for what the act needs to be told; `do` then finds it valid in the request.
    """

    name: str
    title: str
    act: Act
    preview: Callable[[DeskRequest, list[Row]], Sequence[Line]]
    do: Callable[[DeskRequest, list[Row]], Done]
    form: type[DeskForm] | None = None


@dataclass(frozen=True)
class Reading:
    """That a list shows what is not public. `thread` gives the thread of a row's record, "" of one that is public.

    What is shown or handed out of such rows is entered in the ledger, for the `matter` (charter 1.7). `among`: of the
    threads of a page or a file those that are not public, where a row by itself does not know it. `told_as`: what is
    named instead of threads, as rows of batches.
    """

    thread: Callable[[Row], str]
    matter: str
    among: Callable[[Sequence[str]], Sequence[str]] = lambda threads: threads
    told_as: str = "threads"


@dataclass(frozen=True)
class Listing:
    """Rows that the asker may see, with how to show, narrow, order and export them.

    `order` names fields without null ("-received_at", "number") which together are unique; a sequence comes in its own
    order and needs none. `row_key` names a row in forms of bulk acts; for a query it must be the primary key.
    """

    title: str
    rows: Rows
    columns: Sequence[Column]
    order: Sequence[str] = ()
    filters: Sequence[Filter] = ()
    empty: str = "还没有内容。"  # said only of all the rows; of a choice of them `none_found`
    none_found: str = "没有符合条件的内容，可以清除筛选。"
    bulk: Sequence[BulkAct] = field(default=())
    row_key: Callable[[Row], str] = lambda row: str(row.pk)
    reading: Reading | None = None
    unit: str = "条"  # what a row is, where rows are counted: 批, 行, 条

"""How many reports visitors may have made: by the address they come from, and in all at the same time.

The former is kept in the memory of each server process, so nobody's asking writes anything, and several processes
allow several times as much. The latter holds for all of them: it bounds what the machine has to do at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from mingxin.kernel.addresses import counted_as
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.windows import Windows
from mingxin.uses.slots import slot

SPAN: Final = timedelta(minutes=10)
SOON: Final = 10  # seconds: by then a report that is being set is done
BUSY: Final = "report.busy"
OFTEN: Final = "report.often"

_by_address = Windows(SPAN)


@contextmanager
def turn(address: str | None, at: datetime) -> Iterator[None]:
    """Held while a report is looked for and made; a Refusal with `seconds` until it is worth asking again.

    Nobody waits for a turn: a server has few threads, and who signs in at the desk needs one of them. An address that
    says nothing of who asks has no limit of its own, or one visitor would use it up for all.
    """
    if (place := counted_as(address)) and (wait := _by_address.take(place, at, most=settings.REPORTS_BY_ADDRESS)):
        minutes = -(-int(wait.total_seconds()) // 60)
        raise Refusal(
            OFTEN,
            f"您所在的网络地址在 10 分钟内索取的报告已达 {settings.REPORTS_BY_ADDRESS} 份。",
            f"请 {minutes} 分钟后再试；需要成批查询的，请与本网站的承办单位联系。",
            seconds=max(1, int(wait.total_seconds())),
        )
    busy = Refusal(BUSY, "现在索取报告的人较多，您的报告还没有出具。", f"请 {SOON} 秒后再试一次。", seconds=SOON)
    with slot("report", settings.REPORTS_AT_ONCE, busy):
        yield

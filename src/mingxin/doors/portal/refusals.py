"""Refusals that tell the public that there is no such page; any other is a fault of ours and must not look like one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404

from mingxin.kernel.refusal import Refusal


@contextmanager
def not_found_for(*codes: str) -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        if refusal.code in codes:
            raise Http404 from None
        raise

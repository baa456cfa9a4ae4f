"""How a batch is named in an address."""

from django.conf import settings
from django.urls import register_converter
from django.urls.converters import get_converters


class BatchConverter:
    """The number without this installation's code, which is the same for all.

    With it, division, day and sequence can read like an identity number (six, eight and four digits, and on one day in
    eleven the check digit holds), and no address may carry one.
    """

    regex = r"(?:\d{6}-)?\d{8}-\d{5,7}"

    def to_python(self, value: str) -> str:
        return value if value.count("-") == 2 else f"{settings.INSTANCE_CODE}-{value}"

    def to_url(self, value: str) -> str:
        return value.removeprefix(f"{settings.INSTANCE_CODE}-")


def register() -> None:
    """Each module of addresses that names batches calls it; the first call counts."""
    if "batch" not in get_converters():
        register_converter(BatchConverter, "batch")

"""How numbers are written on every page of both doors."""

from django import template

register = template.Library()


@register.filter
def grouped(value: object) -> object:
    """17443 is "17,443"; whatever is no whole number stays as it is."""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value

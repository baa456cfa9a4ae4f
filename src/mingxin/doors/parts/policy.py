"""The headers of every answer: of pages, and of scripts, styles and fonts. Plain: no Django."""

from collections.abc import MutableMapping

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def add_to_static(headers: MutableMapping[str, str], path: str, url: str) -> None:
    """As WhiteNoise asks for each file that it serves."""
    for name, value in HEADERS.items():
        headers[name] = value

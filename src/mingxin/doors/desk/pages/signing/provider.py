"""The government's own login, 政务统一身份认证, by OpenID Connect: the authorization code flow with PKCE."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from http.client import HTTPException, HTTPResponse
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import jwt
from django.conf import settings

from mingxin.doors.desk.pages.signing.line import AwayError, Line

ALGORITHMS: Final = ("RS256", "PS256", "ES256")  # signatures alone: no shared secrets, never "none"
SECONDS: Final = 3  # to connect, and for each read
AT_ONCE: Final = 2  # sign-ins that wait for it; with those who wait for a password's hash fewer than there are threads
PATIENCE: Final = 3  # calls in a row without an answer
PAUSE: Final = timedelta(seconds=30)
LEEWAY_SECONDS: Final = 60
LARGEST: Final = 1 << 20
WHOLE_SECONDS: Final = 10  # for an answer that comes drop by drop


class ProviderError(Exception):
    """The provider is away, or said what cannot be believed."""


class ProviderAwayError(ProviderError):
    """It does not answer, or was not asked: too many wait for it already, or it did not answer a moment ago."""


class OutOfDaysError(ProviderError):
    """A token with the provider's signature, but before its time or after it by this machine's clock."""


@dataclass(frozen=True)
class Asked:
    """One attempt: kept by the browser, signed, until it comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Provider:
    authorization: str
    token: str
    keys: str


def is_offered() -> bool:
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID and settings.OIDC_CLIENT_SECRET)


def new_attempt() -> Asked:
    return Asked(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


def address(asked: Asked, *, back: str, at: datetime) -> str:
    """Where the browser is sent. Raises ProviderError."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.verifier.encode()).digest()).decode().rstrip("=")
    parameters = {
        "response_type": "code",
        "scope": "openid profile",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": back,
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    known = _known.get(settings.OIDC_ISSUER)
    if known is None:
        with _asking(at):
            known = _discovered(settings.OIDC_ISSUER)
    there = known.authorization
    return f"{there}{'&' if '?' in there else '?'}{urlencode(parameters)}"


def login_of(asked: Asked, *, code: str, back: str, at: datetime) -> str:
    """The login that the provider vouches for. Raises ProviderError where anything does not fit."""
    with _asking(at):
        return _vouched(asked, code, back)


@contextmanager
def _asking(at: datetime) -> Iterator[None]:
    try:
        with _line(settings.OIDC_ISSUER).call(at=at):
            yield
    except AwayError as away:
        raise ProviderAwayError(str(away)) from away


@lru_cache(maxsize=2)
def _line(issuer: str) -> Line:
    return Line(AT_ONCE, PATIENCE, PAUSE)


def _vouched(asked: Asked, code: str, back: str) -> str:
    provider = _discovered(settings.OIDC_ISSUER)
    answer = _fetch(
        provider.token,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "client_id": settings.OIDC_CLIENT_ID,
            "client_secret": settings.OIDC_CLIENT_SECRET,
            "code_verifier": asked.verifier,
        },
    )
    claims = _proved(str(answer.get("id_token", "")), provider, asked.nonce)
    login = claims.get(settings.OIDC_LOGIN_CLAIM)
    if not isinstance(login, str) or not login:
        raise ProviderError(f"no {settings.OIDC_LOGIN_CLAIM}")
    return login


def _proved(token: str, provider: Provider, nonce: str) -> dict[str, Any]:
    try:
        key = _keys(provider.keys).get_signing_key_from_jwt(token)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=list(ALGORITHMS),
            audience=settings.OIDC_CLIENT_ID,
            issuer=settings.OIDC_ISSUER,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as fault:
        raise OutOfDaysError(type(fault).__name__) from fault
    except jwt.PyJWTError as fault:
        raise ProviderError(type(fault).__name__) from fault
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise ProviderError("nonce")
    if claims.get("azp", settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID:
        raise ProviderError("azp")
    return claims


_known: Final[dict[str, Provider]] = {}  # by issuer, once it told it


def _discovered(issuer: str) -> Provider:
    if issuer in _known:
        return _known[issuer]
    said = _fetch(f"{issuer}/.well-known/openid-configuration")
    if str(said.get("issuer", "")).rstrip("/") != issuer:
        raise ProviderError("issuer")
    try:
        found = Provider(str(said["authorization_endpoint"]), str(said["token_endpoint"]), str(said["jwks_uri"]))
    except KeyError as missing:
        raise ProviderError(str(missing)) from None
    return _known.setdefault(issuer, found)


class _Keys(jwt.PyJWKClient):
    """Fetched as all else is: the library would read an answer without end, for as long as it comes."""

    def fetch_data(self) -> Any:
        said = _fetch(self.uri)
        if self.jwk_set_cache is not None:
            self.jwk_set_cache.put(said)
        return said


@lru_cache(maxsize=2)
def _keys(at: str) -> _Keys:
    """Fetched again when a token names a key that is not known yet."""
    return _Keys(_safe(at))


def _fetch(at: str, form: dict[str, str] | None = None) -> dict[str, Any]:
    request = Request(  # noqa: S310 - the scheme is checked
        _safe(at), data=urlencode(form).encode() if form else None, headers={"Accept": "application/json"}
    )
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
            said = json.loads(_whole(answer))
    except HTTPError as fault:
        fault.close()
        raise (AwayError if fault.code >= 500 else ProviderError)(str(fault.code)) from fault
    except (OSError, HTTPException) as fault:
        raise AwayError(type(fault).__name__) from fault
    except ValueError as fault:
        raise ProviderError(type(fault).__name__) from fault
    if not isinstance(said, dict):
        raise ProviderError("no object")
    return said


def _whole(answer: HTTPResponse) -> bytes:
    """What it says, up to LARGEST. Raises TimeoutError where it comes too slowly."""
    until, pieces, size = time.monotonic() + WHOLE_SECONDS, [], 0
    while size < LARGEST and (piece := answer.read1(1 << 16)):
        pieces.append(piece)
        size += len(piece)
        if time.monotonic() > until:
            raise TimeoutError
    return b"".join(pieces)


def _safe(at: str) -> str:
    """HTTPS, but on this machine itself."""
    parts = urlsplit(at)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")):
        return at
    raise ProviderError("not https")

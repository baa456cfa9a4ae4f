"""The government's login against a little provider that speaks the real protocol."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.sessions.models import Session
from django.test import Client
from freezegun import freeze_time

from mingxin.access.actions.people import add_person, give_post
from mingxin.access.models import Person, SignIn, StaffRole, Unit
from mingxin.kernel.clock import now as clock_now
from mingxin.ledger.actor import PLATFORM
from tests.conftest import InForce

TIMES = ("iat", "nbf", "exp")
CLIENT, SECRET = "mingxin-desk", "a client's secret"


class LittleProvider:
    """It gives one code for what a browser asked, and for that code a token. Tests may bend the token.

    Times in a token are said in seconds from the moment at which it is made.
    """

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.signs_with: Any = self.key
        self.algorithm = "RS256"
        self.bent: dict[str, object] = {}
        self.asked: dict[str, str] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def authorize(self, address: str) -> dict[str, str]:
        """Somebody has proved to the provider who he is: what the browser brings back."""
        self.asked = dict(parse_qsl(urlsplit(address).query))
        return {"state": self.asked["state"], "code": "the-code"}

    def answer(self, path: str, form: dict[str, list[str]]) -> dict[str, object] | None:
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
            }  # fmt: skip
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"][0].encode()).digest())
        fits = (
            form["code"] == ["the-code"]
            and form["client_secret"] == [SECRET]
            and form["redirect_uri"] == [self.asked["redirect_uri"]]
            and challenge.decode().rstrip("=") == self.asked["code_challenge"]
        )
        return {"id_token": self._token(), "token_type": "Bearer"} if fits else None

    def _token(self) -> str:
        at = int(clock_now().timestamp())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "9", "iat": 0, "exp": 300, "nonce": self.asked["nonce"],
            "preferred_username": "lin",
        } | self.bent  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        claims |= {name: at + int(claims[name]) for name in TIMES if name in claims}
        return jwt.encode(claims, self.signs_with, self.algorithm, headers={"kid": "one"})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
                said = provider.answer(self.path, form)
                self.send_response(200 if said else 400)
                self.end_headers()
                self.wfile.write(json.dumps(said or {"error": "invalid_grant"}).encode())

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, *words: object) -> None:
                """Quiet."""

        return Handler


@pytest.fixture
def provider(settings: Any) -> Iterator[LittleProvider]:
    made = LittleProvider()
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = made.issuer, CLIENT, SECRET
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def lin(in_force: InForce) -> Person:
    """An account without a password."""
    at, unit = clock_now(), Unit.objects.get(uscc=in_force.unit)
    add_person(login="lin", name="林知微", unit=unit, by=PLATFORM, at=at)
    person = Person.objects.get(login="lin")
    give_post(person=person, role=StaffRole.STEWARD, unit=unit, from_on=date(2020, 1, 1), by=PLATFORM, at=at)
    return person


def there_and_back(client: Client, provider: LittleProvider, **changed: str) -> Any:
    left = client.get("/desk/sign-in/oidc/?next=/desk/mine/")
    return client.get("/desk/sign-in/oidc/back/", provider.authorize(left["Location"]) | changed)


def test_asking_for_it_writes_nothing(client: Client, lin: Person, provider: LittleProvider) -> None:
    """The attempt is kept by the browser alone, for this way and a few minutes; no other key opens it."""
    for _ in range(3):
        left = client.get("/desk/sign-in/oidc/")
    assert not Session.objects.exists()
    cookie = left.cookies["mingxin_government"]
    assert (cookie["path"], cookie["samesite"], cookie["max-age"]) == ("/desk/sign-in/oidc/", "Lax", 600)
    assert cookie["httponly"]
    client.cookies["mingxin_government"] = cookie.value[:-1] + ("A" if cookie.value[-1] != "A" else "B")
    assert (
        "reason=government" in client.get("/desk/sign-in/oidc/back/", provider.authorize(left["Location"]))["Location"]
    )


def test_without_settings_there_is_no_such_way(client: Client, db: None) -> None:
    assert "政务统一身份认证" not in client.get("/desk/sign-in/").content.decode()
    assert client.get("/desk/sign-in/oidc/").status_code == 404
    assert client.get("/desk/sign-in/oidc/back/").status_code == 404


def test_signing_in(client: Client, lin: Person, provider: LittleProvider) -> None:
    assert 'href="/desk/sign-in/oidc/"' in client.get("/desk/sign-in/").content.decode()
    assert there_and_back(client, provider)["Location"] == "/desk/mine/"
    text = client.get("/desk/mine/").content.decode()
    assert "政务统一身份认证" in text and "本账户没有口令" in text
    assert SignIn.objects.get().method == "oidc"
    assert Person.objects.count() == 1


BENT: list[tuple[str, dict[str, object]]] = [
    ("for another site", {"aud": "another"}),
    ("from another issuer", {"iss": "https://evil.example"}),
    ("asked for by another browser", {"nonce": "another"}),
    ("without a nonce", {"nonce": None}),
    ("handed on by another site", {"azp": "another"}),
    ("without an end", {"exp": None}),
    ("without a login", {"preferred_username": None}),
    ("with an empty login", {"preferred_username": ""}),
    ("with a login that is no text", {"preferred_username": ["lin"]}),
]


@pytest.mark.parametrize(("reason", "bent"), BENT, ids=[b[0] for b in BENT])
def test_a_token_that_does_not_fit(
    client: Client, lin: Person, provider: LittleProvider, reason: str, bent: dict[str, object]
) -> None:
    provider.bent = bent
    assert there_and_back(client, provider)["Location"] == "/desk/sign-in/?reason=government"
    assert not SignIn.objects.exists()


OUT_OF_DAYS: list[tuple[str, dict[str, object], str]] = [
    ("a minute after its end, which is forgiven", {"exp": -59}, ""),
    ("a minute and a second after its end", {"exp": -61}, "government_clock"),
    ("yesterday's", {"iat": -90_000, "exp": -86_400}, "government_clock"),
    ("a minute before it was issued, which is forgiven", {"iat": 60}, ""),
    ("more than a minute before it was issued", {"iat": 62}, "government_clock"),
    ("tomorrow's", {"iat": 86_400, "exp": 86_700}, "government_clock"),
    ("not to be used before tomorrow", {"nbf": 86_400}, "government_clock"),
]


@pytest.mark.parametrize(("when", "bent", "reason"), OUT_OF_DAYS, ids=[row[0] for row in OUT_OF_DAYS])
def test_a_token_out_of_its_days_is_said_to_be_that(
    client: Client, lin: Person, provider: LittleProvider, when: str, bent: dict[str, object], reason: str
) -> None:
    """The provider's signature is right: one of the two clocks is not. Time stands still, however long it takes."""
    provider.bent = bent
    at = clock_now().replace(hour=9, minute=30, second=0, microsecond=0)
    with freeze_time(at):
        answer = there_and_back(client, provider)
        assert answer["Location"] == (f"/desk/sign-in/?reason={reason}" if reason else "/desk/mine/")
        told = client.get(answer["Location"]).content.decode() if reason else ""
    assert SignIn.objects.exists() == (not reason)
    assert ("时钟不一致" in told and f"{at:%Y-%m-%d} 09:30" in told) == bool(reason)


@pytest.mark.parametrize("how", ["another key", "a shared secret", "no signature"])
def test_a_signature_that_proves_nothing(client: Client, lin: Person, provider: LittleProvider, how: str) -> None:
    if how == "another key":
        provider.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    elif how == "a shared secret":
        provider.signs_with, provider.algorithm = "x" * 64, "HS256"
    else:
        provider.signs_with, provider.algorithm = None, "none"
    assert there_and_back(client, provider)["Location"] == "/desk/sign-in/?reason=government"
    assert not SignIn.objects.exists()


@pytest.mark.parametrize("changed", [{"state": "another"}, {"state": ""}, {"code": ""}, {"code": "another"}], ids=str)
def test_a_return_that_does_not_fit(
    client: Client, lin: Person, provider: LittleProvider, changed: dict[str, str]
) -> None:
    assert there_and_back(client, provider, **changed)["Location"] == "/desk/sign-in/?reason=government"


def test_a_return_is_good_once_and_in_its_own_browser(client: Client, lin: Person, provider: LittleProvider) -> None:
    left = client.get("/desk/sign-in/oidc/")
    brought = provider.authorize(left["Location"])
    assert Client().get("/desk/sign-in/oidc/back/", brought)["Location"] == "/desk/sign-in/?reason=government"
    assert client.get("/desk/sign-in/oidc/back/", brought)["Location"] == "/desk/"
    assert client.get("/desk/sign-in/oidc/back/", brought)["Location"] == "/desk/sign-in/?reason=government"


@pytest.mark.parametrize("who", ["nobody here", "an ended account"])
def test_no_account_is_made_or_opened(client: Client, lin: Person, provider: LittleProvider, who: str) -> None:
    if who == "nobody here":
        provider.bent = {"preferred_username": "somebody"}
    else:
        Person.objects.update(is_active=False)
    answer = there_and_back(client, provider)
    assert answer["Location"] == "/desk/sign-in/?reason=no_account"
    assert "没有可用的账户" in client.get(answer["Location"]).content.decode()
    assert Person.objects.count() == 1 and not SignIn.objects.exists()


@pytest.mark.parametrize(
    ("issuer", "reason"),
    [
        ("http://127.0.0.1:9", "government_away"),
        ("http://sso.example", "government"),
        ("file:///etc", "government"),
    ],
    ids=str,
)
def test_a_provider_that_is_away_or_not_safe(client: Client, db: None, settings: Any, issuer: str, reason: str) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = issuer, CLIENT, SECRET
    answer = client.get("/desk/sign-in/oidc/")
    assert answer["Location"] == f"/desk/sign-in/?reason={reason}"
    assert "用账户名和口令登录" in client.get(answer["Location"]).content.decode()

"""The organisations of the invented city: enterprises, sole traders, cooperatives, institutions and the rest."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from mingxin.kernel import uscc
from seed import words
from seed.naming import Namer
from seed.units import DIVISION, REGIONS

_FIRST: Final = date(1985, 3, 1)
_CODE_CHARS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MA_SINCE: Final = date(2015, 10, 1)  # from then on the codes of new subjects begin with MA


@dataclass(frozen=True)
class Organisation:
    """One subject. `tag` is its trade, "" where it has none; `kind` the form in which it was made (see FORMS)."""

    uscc: str
    name: str
    kind: str
    tag: str
    legal_representative: str
    established_on: date
    type: str
    capital: str
    address: str
    scope: str
    industry: str
    registrar: str
    region: str
    status: str = "存续"
    former_name: str = ""
    changed_on: date | None = None
    registration_number: str = ""

    @property
    def is_sole_trader(self) -> bool:
        return self.uscc.startswith("92")

    @property
    def is_commercial(self) -> bool:
        """Registered by the market regulator: enterprises, sole traders, cooperatives."""
        return self.uscc.startswith("9")


@dataclass(frozen=True)
class Form:
    """A kind of organisation: first two characters of its code, share of the whole, and what registers it."""

    kind: str
    prefix: str
    share: int
    type: str
    registrar: str
    since: int = 1985


FORMS: Final = (
    Form("company", "91", 440, "有限责任公司（自然人投资或控股）", "市场监督管理局", 1994),
    Form("joint_stock", "91", 15, "股份有限公司（非上市、自然人投资或控股）", "市场监督管理局", 1998),
    Form("branch", "91", 30, "有限责任公司分公司（自然人投资或控股）", "市场监督管理局", 2000),
    Form("partnership", "91", 20, "有限合伙企业", "市场监督管理局", 2008),
    Form("proprietorship", "91", 30, "个人独资企业", "市场监督管理局", 2000),
    Form("sole_trader", "92", 310, "个体工商户", "市场监督管理局", 1990),
    Form("cooperative", "93", 55, "农民专业合作社", "市场监督管理局", 2007),
    Form("institution", "12", 30, "事业单位法人", "机构编制委员会办公室"),
    Form("association", "51", 15, "社会团体法人", "民政局", 1990),
    Form("private_institution", "52", 20, "民办非企业单位（法人）", "民政局", 2000),
    Form("law_firm", "31", 6, "律师事务所（普通合伙）", "司法局", 1996),
    Form("trade_union", "81", 12, "基层工会法人", "总工会", 1995),
    Form("village", "N2", 17, "农村集体经济组织", "农业农村局", 2018),
)


def organisations(rng: Random, count: int, as_of: date) -> tuple[Organisation, ...]:
    """As many organisations as asked for, in the order of their registration, each name and code once."""
    maker = _Maker(rng, as_of)
    made = [maker.make(form) for form in rng.choices(FORMS, [form.share for form in FORMS], k=count)]
    return tuple(sorted(made, key=lambda one: (one.established_on, one.uscc)))


class _Maker:
    """Makes organisations one by one and remembers the codes already given."""

    def __init__(self, rng: Random, as_of: date) -> None:
        self._rng = rng
        self._as_of = as_of
        self._namer = Namer(rng)
        self._codes: set[str] = set()
        self._unionised: set[str] = set()
        self._numbers = 0
        self._companies: list[tuple[str, dict[str, Any]]] = []
        tables = words.table("trades")
        self._trades = tables["trades"]
        self._trade_weights = [trade["weight"] for trade in self._trades]
        self._shops = tables["shops"]
        self._shop_weights = [shop["weight"] for shop in self._shops]

    def make(self, form: Form) -> Organisation:
        rng = self._rng
        region = rng.choice(REGIONS)
        parent = self._parent_of(form.kind)
        trade = parent[1] if parent and form.kind == "branch" else self._trade_of(form.kind)
        word = parent[0] if parent else rng.choice(trade["words"]) if trade else ""
        district = "" if region.name == words.PLACE else region.name
        name = self._namer.name(form.kind, region.name, word)
        established_on = self._day(form.since)
        if form.kind == "company" and trade:
            self._companies.append((name, trade))
        made = Organisation(
            uscc=self._code(form.prefix, established_on),
            name=name,
            kind=form.kind,
            tag=trade["tag"] if trade and form.kind != "association" else "",
            legal_representative=self._namer.person(),
            established_on=established_on,
            type=form.type,
            capital=self._capital(form.kind),
            address=f"{words.PLACE}{district}{rng.choice(words.ROADS)}{rng.randint(1, 288)}号",
            scope=trade["scope"] if trade else "",
            industry=trade["industry"] if trade else "",
            registrar=words.PLACE + form.registrar,
            region=region.code,
            registration_number=self._registration_number(form, established_on),
        )
        return self._with_history(made, word)

    def _parent_of(self, kind: str) -> tuple[str, dict[str, Any]] | None:
        """The company that a branch or a union belongs to; a company has one union at most."""
        if not self._companies or kind not in ("branch", "trade_union"):
            return None
        if kind == "branch":
            return self._rng.choice(self._companies)
        for _ in range(50):
            parent = self._rng.choice(self._companies)
            if parent[0] not in self._unionised:
                self._unionised.add(parent[0])
                return parent
        return None

    def _trade_of(self, kind: str) -> dict[str, Any] | None:
        if kind == "sole_trader":
            chosen: dict[str, Any] = self._rng.choices(self._shops, self._shop_weights)[0]
            return chosen
        if kind in ("cooperative", "village"):
            return {
                "tag": "agri",
                "words": [""],
                "scope": "农产品种植、销售及相关技术服务",
                "industry": "农、林、牧、渔业",
            }
        if kind in ("institution", "law_firm", "trade_union", "private_institution", "branch"):
            return None
        return dict(self._rng.choices(self._trades, self._trade_weights)[0])

    def _with_history(self, one: Organisation, word: str) -> Organisation:
        """Some changed their name, some have ceased; either only where there was time for it."""
        rng = self._rng
        latest = (self._as_of - one.established_on).days
        if latest < 400:
            return one
        changed_on = _weekday(one.established_on + timedelta(days=rng.randint(200, latest - 60)))
        chance = rng.random()
        if chance < 0.06 and one.kind in ("company", "joint_stock"):
            former = self._namer.name(one.kind, "", word)
            return replace(one, former_name=former, changed_on=changed_on)
        if one.is_commercial and chance > 0.89:
            status = rng.choices(["注销", "吊销", "歇业", "清算", "迁出"], [50, 35, 4, 5, 6])[0]
            return replace(one, status=status, changed_on=max(changed_on, self._as_of - timedelta(days=700)))
        return one

    def _day(self, since: int) -> date:
        """A weekday between the form's first year and as_of, later years likelier."""
        first = max(_FIRST, date(since, 1, 4))
        days = max((self._as_of - first).days, 1)
        return _weekday(first + timedelta(days=int(days * self._rng.random() ** 0.55)))

    def _code(self, prefix: str, established_on: date) -> str:
        rng = self._rng
        while True:
            if established_on >= _MA_SINCE:
                inner = "MA" + "".join(rng.choices(_CODE_CHARS, k=6))
            else:
                inner = f"{rng.randint(17_000_000, 79_999_999)}"
            code = uscc.compose(prefix, DIVISION, inner)
            if code not in self._codes:
                self._codes.add(code)
                return code

    def _registration_number(self, form: Form, established_on: date) -> str:
        """The 15 digits of before October 2015: division, eight digits of serial number, check digit."""
        if not form.prefix.startswith("9") or established_on >= _MA_SINCE or self._numbers >= 9_999:
            return ""
        self._numbers += 1
        first14 = f"{DIVISION}{'600' if form.prefix == '92' else '000'}0{self._numbers:04}"
        return first14 + registration_check(first14)

    def _capital(self, kind: str) -> str:
        if kind in ("sole_trader", "branch", "trade_union", "village", "law_firm"):
            return ""
        amount = self._rng.choice((10, 30, 50, 100, 100, 200, 300, 500, 500, 1000, 2000, 5000))
        return f"{amount}万元人民币" if kind != "joint_stock" else f"{amount * 10}万元人民币"


def registration_check(first14: str) -> str:
    """The last digit of a 15-digit registration number. Source: GS 15-2006 (ISO 7064, MOD 11,10)."""
    remainder = 10
    for digit in first14:
        remainder = ((remainder + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - remainder) % 10)


def _weekday(day: date) -> date:
    return day - timedelta(days=max(day.weekday() - 4, 0))

"""The organisations of the invented city: enterprises, sole traders, cooperatives, institutions and the rest."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from mingxin.kernel import uscc
from seed import words
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
    """Makes organisations one by one and remembers the names and codes already given."""

    def __init__(self, rng: Random, as_of: date) -> None:
        self._rng = rng
        self._as_of = as_of
        self._names: set[str] = set()
        self._codes: set[str] = set()
        self._numbers = 0
        self._companies: list[tuple[str, dict[str, Any]]] = []
        tables = words.table("trades")
        self._trades = tables["trades"]
        self._trade_weights = [trade["weight"] for trade in self._trades]
        self._shops = tables["shops"]
        self._shop_weights = [shop["weight"] for shop in self._shops]
        self._crops = tables["crops"]
        self._namers: dict[str, Callable[[str, str], str]] = {
            "institution": self._institution,
            "association": lambda region, word: (
                f"{words.PLACE}{self._place(region)}{word}{self._pick('协会 商会 行业协会')}"
            ),
            "private_institution": lambda region, _: (
                f"{words.PLACE}{self._place(region)}{self._trade_name()}{self._pick('幼儿园 养老服务中心 职业培训学校')}"
            ),
            "law_firm": lambda _region, _word: f"云泽{self._trade_name()}律师事务所",
            "trade_union": lambda _, parent: f"{parent or self._own_company()}工会委员会",
            "village": lambda region, _: (
                f"{words.PLACE}{region}{rng.choice(words.TOWNS)}{rng.choice(words.VILLAGES)}村{self._pick('股份经济合作社 经济合作社')}"
            ),
            "cooperative": lambda region, _: (
                f"{words.PLACE}{self._place(region)}{self._trade_name()}{rng.choice(self._crops)}{self._pick('种养殖 产销')}专业合作社"
            ),
            "branch": lambda _, parent: (
                f"{parent or self._own_company()}{self._pick('第一 第二 城东 澄江 泽北 新区')}分公司"
            ),
            "joint_stock": lambda _, word: f"云泽{self._trade_name()}{word}股份有限公司",
            "partnership": lambda _, word: f"云泽{self._trade_name()}{word}合伙企业（有限合伙）",
            "proprietorship": lambda region, word: (
                f"{words.PLACE}{self._place(region)}{self._trade_name()}{word}{self._pick('厂 经营部 中心')}"
            ),
            "company": lambda _, word: (
                f"{self._pick('云泽市 云泽市 云泽')}{self._trade_name()}{word}{self._pick('有限公司 有限公司 有限责任公司')}"
            ),
            "sole_trader": self._shop,
        }

    def make(self, form: Form) -> Organisation:
        rng = self._rng
        region = rng.choice(REGIONS)
        parent = rng.choice(self._companies) if form.kind in ("branch", "trade_union") and self._companies else None
        trade = parent[1] if parent and form.kind == "branch" else self._trade_of(form.kind)
        word = parent[0] if parent else rng.choice(trade["words"]) if trade else ""
        name = self._new_name(form.kind, region.name, word)
        established_on = self._day(form.since)
        if form.kind == "company" and trade:
            self._companies.append((name, trade))
        made = Organisation(
            uscc=self._code(form.prefix, established_on),
            name=name,
            kind=form.kind,
            tag=trade["tag"] if trade and form.kind != "association" else "",
            legal_representative=self._person(),
            established_on=established_on,
            type=form.type,
            capital=self._capital(form.kind),
            address=f"{words.PLACE}{self._place(region.name)}{rng.choice(words.ROADS)}{rng.randint(1, 288)}号",
            scope=trade["scope"] if trade else "",
            industry=trade["industry"] if trade else "",
            registrar=words.PLACE + form.registrar,
            region=region.code,
            registration_number=self._registration_number(form, established_on),
        )
        return self._with_history(made, word)

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
            former = self._new_name(one.kind, "", word)
            return replace(one, former_name=former, changed_on=changed_on)
        if one.is_commercial and chance > 0.89:
            status = rng.choices(["注销", "吊销", "歇业", "清算", "迁出"], [50, 35, 4, 5, 6])[0]
            return replace(one, status=status, changed_on=max(changed_on, self._as_of - timedelta(days=700)))
        return one

    def _new_name(self, kind: str, region: str, word: str) -> str:
        for _ in range(200):
            name = self._namers[kind](region, word)
            if name not in self._names:
                self._names.add(name)
                return name
        numbered = (
            f"{name}{len(self._names)}号" if kind != "company" else f"{words.PLACE}{len(self._names)}号{word}有限公司"
        )
        self._names.add(numbered)
        return numbered

    def _institution(self, region: str, _word: str) -> str:
        place, rng = self._place(region), self._rng
        if rng.random() < 0.5:
            return f"{words.PLACE}{place}{rng.choice(words.TOWNS)}{self._pick('卫生院 中心学校 农业技术推广站 水利站 文化站 畜牧兽医站')}"
        number = "一二三四五六七八九十"[rng.randrange(10)]
        return f"{words.PLACE}{place}{self._pick('第' + number + '中学 实验小学 图书馆 文化馆 疾病预防控制中心 湖泊保护中心 档案馆 博物馆')}"

    def _shop(self, region: str, word: str) -> str:
        if self._rng.random() < 0.02:  # the kind whose name is a person's: shown with care everywhere
            return f"{words.PLACE}{self._place(region)}{self._person()}家庭农场"
        return f"{words.PLACE}{self._place(region)}{self._trade_name()}{word}"

    def _place(self, region: str) -> str:
        return "" if region == words.PLACE else region

    def _pick(self, choices: str) -> str:
        return self._rng.choice(choices.split())

    def _trade_name(self) -> str:
        first = self._rng.choice(words.TRADE_FIRST)
        second = self._rng.choice(words.TRADE_SECOND)
        return first + second if first != second else first + "源"

    def _own_company(self) -> str:
        return f"云泽市{self._trade_name()}商贸有限公司"

    def _person(self) -> str:
        rng = self._rng
        return rng.choice(words.SURNAMES) + "".join(rng.choices(words.GIVEN, k=rng.choice((1, 2, 2))))

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

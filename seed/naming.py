"""Names for the invented city's organisations and people, none given twice to an organisation."""

from collections.abc import Callable
from random import Random
from typing import Final

from seed import words

_ASSOCIATIONS: Final = ("协会", "商会", "行业协会")
_PRIVATE_INSTITUTIONS: Final = ("幼儿园", "养老服务中心", "职业培训学校")
_COUNTRY_INSTITUTIONS: Final = ("卫生院", "中心学校", "农业技术推广站", "水利站", "文化站", "畜牧兽医站")
_TOWN_INSTITUTIONS: Final = ("实验小学", "图书馆", "文化馆", "疾病预防控制中心", "湖泊保护中心", "档案馆", "博物馆")
_WORKSHOPS: Final = ("厂", "经营部", "中心")
_COMPANIES: Final = ("有限公司", "有限公司", "有限责任公司")
_BRANCHES: Final = ("第一", "第二", "城东", "澄江", "泽北", "新区")


class Namer:
    """Makes names and remembers those given."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._given: set[str] = set()
        self._crops = tuple(words.table("trades")["crops"])
        self._makers: dict[str, Callable[[str, str], str]] = {
            "company": self._company,
            "joint_stock": lambda _, word: f"云泽{self.trade_name()}{word}股份有限公司",
            "branch": lambda _, parent: f"{parent or self._company('', '商贸')}{rng.choice(_BRANCHES)}分公司",
            "partnership": lambda _, word: f"云泽{self.trade_name()}{word}合伙企业（有限合伙）",
            "proprietorship": lambda place, word: f"{place}{self.trade_name()}{word}{rng.choice(_WORKSHOPS)}",
            "sole_trader": self._shop,
            "cooperative": self._cooperative,
            "institution": self._institution,
            "association": lambda place, word: f"{place}{word}{rng.choice(_ASSOCIATIONS)}",
            "private_institution": lambda place, _: f"{place}{self.trade_name()}{rng.choice(_PRIVATE_INSTITUTIONS)}",
            "law_firm": lambda _place, _word: f"云泽{self.trade_name()}律师事务所",
            "trade_union": lambda _, parent: f"{parent or self._company('', '商贸')}工会委员会",
            "village": self._village,
        }

    def name(self, kind: str, region: str, word: str) -> str:
        """A new name of that kind. `word` is what its trade is called, or its parent's name."""
        place = words.PLACE if region in ("", words.PLACE) else words.PLACE + region
        make = self._makers[kind]
        for attempt in range(400):
            # Where the words are exhausted a number tells the names apart, as registrars do it.
            name = make(place, word) if attempt < 200 else make(place, f"{word}{len(self._given)}号")
            if name not in self._given:
                self._given.add(name)
                return name
        raise LookupError(f"no name left for a {kind}")

    def person(self) -> str:
        rng = self._rng
        return rng.choice(words.SURNAMES) + "".join(rng.choices(words.GIVEN, k=rng.choice((1, 2, 2))))

    def trade_name(self) -> str:
        first = self._rng.choice(words.TRADE_FIRST)
        second = self._rng.choice(words.TRADE_SECOND)
        return first + second if first != second else first + "源"

    def _company(self, _place: str, word: str) -> str:
        place = self._rng.choice((words.PLACE, words.PLACE, "云泽"))
        return f"{place}{self.trade_name()}{word}{self._rng.choice(_COMPANIES)}"

    def _shop(self, place: str, word: str) -> str:
        if self._rng.random() < 0.02:  # the kind whose name is a person's: shown with care everywhere
            return f"{place}{self.person()}家庭农场"
        return f"{place}{self.trade_name()}{word}"

    def _cooperative(self, place: str, _word: str) -> str:
        crop, kind = self._rng.choice(self._crops), self._rng.choice(("种养殖", "产销"))
        return f"{place}{self.trade_name()}{crop}{kind}专业合作社"

    def _institution(self, place: str, word: str) -> str:
        rng = self._rng
        if rng.random() < 0.6:
            return f"{place}{rng.choice(words.TOWNS)}{word}{rng.choice(_COUNTRY_INSTITUTIONS)}"
        if rng.random() < 0.3:
            return f"{place}{word}第{rng.choice('一二三四五六七八九十')}中学"
        return f"{place}{word}{rng.choice(_TOWN_INSTITUTIONS)}"

    def _village(self, place: str, word: str) -> str:
        rng = self._rng
        village = f"{rng.choice(words.TOWNS)}{word}{rng.choice(words.VILLAGES)}村"
        return f"{place}{village}{rng.choice(('股份经济合作社', '经济合作社'))}"

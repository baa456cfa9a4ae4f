"""Names of organisations: one spelling, their four parts, and how two of them differ.

Source: 企业名称登记管理规定 art. 6 (行政区划、字号、行业或者经营特点、组织形式).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from mingxin.kernel.surnames import is_full_name
from mingxin.kernel.text import clean, has_private_use

_BRACKETS: Final = str.maketrans("()﹙﹚[]［］〔〕【】", "（）（）（）（）（）（）")
_DASHES: Final = str.maketrans("‐‑‒–－﹣", "------")
_MOJIBAKE: Final = ("锟斤拷", "烫烫烫", "屯屯屯")

_COMPANY: Final = "股份有限公司|有限责任公司|有限公司|集团公司|总公司|公司"
_BRANCH: Final = "分公司|分店|支公司|分厂|办事处|营业部|营业厅|门市部|经营部|项目部|代表处|分行|支行"
_OTHER_FORMS: Final = (
    "农民专业合作社联合社|农民专业合作社|专业合作社|股份经济合作社|经济合作社|供销合作社|合作社|合作联社|家庭农场|农场|"
    "个人独资企业|合伙企业|企业|经营部|经销部|门市部|营业部|批发部|服务部|商行|商店|商场|超市|便利店|专卖店|旗舰店|药店|饭店|酒店|"
    "餐馆|餐厅|饭馆|酒楼|酒家|火锅店|小吃店|早餐店|面馆|茶楼|理发店|美容院|宾馆|旅馆|网吧|诊所|卫生室|卫生院|医院|幼儿园|学校|"
    "小学|中学|大学|学院|培训中心|服务中心|中心|工作室|事务所|研究院|研究所|设计院|协会|商会|学会|促进会|联合会|基金会|工会委员会|"
    "委员会|养殖场|种植场|加工厂|砖厂|厂|场|店|馆|部|行|站|社|院|所|局|处|队|园|苑|坊|铺|庄|矿"
)
_FORM: Final = re.compile(
    rf"(?P<form>(?:(?:集团)?(?:{_COMPANY})(?:.{{0,20}}(?:{_BRANCH}))?|{_OTHER_FORMS})(?:（[^）]*）)?"
    r"|（(?:有限合伙|普通合伙|特殊普通合伙|特殊的普通合伙|个人独资)）)$"
)
_PLACE: Final = re.compile(
    r"(?:[^省]{2,3}省|[^区]{2,6}自治区)?(?:[^市县区省]{2,4}(?:市|州|盟))?(?:[^市县区省]{1,4}(?:县|区|旗|市))?(?:[^市县区省镇乡]{1,4}(?:镇|乡|街道))?"
)
_INDUSTRY: Final = re.compile(
    "建筑|建材|建设|建工|装饰|装修|工程|市政|园林|房地产|置业|物业|贸易|商贸|工贸|经贸|百货|"
    "电子商务|网络|信息|软件|科技|技术|电子|电气|电器|机械|机电|设备|制造|模具|五金|钢铁|"
    "冶金|矿业|能源|电力|新能源|环保|化工|化学|塑料|橡胶|包装|印刷|纸业|纺织|服装|服饰|鞋业|"
    "家具|家居|食品|餐饮|酒业|饮料|粮油|农业|生态|种植|养殖|畜牧|水产|林业|苗木|果蔬|蔬菜|"
    "茶业|医药|医疗|器械|药业|生物|健康|美容|教育|培训|文化|传媒|广告|旅游|酒店管理|酒店|"
    "物流|运输|货运|客运|汽车|汽贸|投资|资产|金融|融资|担保|保险|咨询|管理|企业管理|人力资源|"
    "劳务|家政|服务|保安|通信|通讯|石化|石油|燃气|水泥|混凝土|玻璃|陶瓷|珠宝|眼镜|体育|律师|"
    "会计|税务|测绘|检测|设计|造价|监理|拍卖|典当|实业|发展|开发|供应链|再生资源|废旧|消防|"
    "安防|光电|光伏|智能|自动化|航空|船舶|渔业"
)


@dataclass(frozen=True)
class Parts:
    """A name taken apart. A part that cannot be told is empty; the four joined give the normalised name."""

    place: str
    trade: str
    industry: str
    form: str


@dataclass(frozen=True)
class Comparison:
    """How a name sent relates to the name filed. `similarity` is 0..1; differences are (part, sent, filed)."""

    same: bool
    similarity: float
    differences: tuple[tuple[str, str, str], ...]
    sentence: str


def normalise(name: str) -> str:
    """Full-width brackets, half-width letters and digits, no spaces."""
    return "".join(clean(name).split()).translate(_BRACKETS).translate(_DASHES)


def has_unreadable(name: str) -> bool:
    """Whether a name was damaged on its way: private-use characters, U+FFFD, or the usual mis-decoded words."""
    return "\ufffd" in name or has_private_use(name) or any(word in name for word in _MOJIBAKE)


def split(name: str, places: Collection[str] = ()) -> Parts:
    """Take a name apart, as far as its wording allows. `places` are division names, tried before the general shape."""
    rest = normalise(name)
    place = _place_of(rest, places)
    rest = rest[len(place) :]
    found = _FORM.search(rest)
    form = found["form"] if found and found.start() > 0 else ""
    rest = rest[: len(rest) - len(form)]
    start = next((match.start() for match in _INDUSTRY.finditer(rest) if match.start() >= 2), len(rest))
    return Parts(place, rest[:start], rest[start:], form)


def compare(sent: str, filed: str, places: Collection[str] = ()) -> Comparison:
    """Compare by meaning: bracket width, spaces and 有限责任公司 for 有限公司 are no difference."""
    first, second = _comparable(sent), _comparable(filed)
    similarity = fuzz.ratio(first, second) / 100
    if first == second:
        return Comparison(True, 1.0, (), "名称一致。")
    if not first or not second:
        missing = "报送数据中没有名称" if not first else "登记信息中没有名称"
        return Comparison(False, 0.0, (("名称", first, second),), f"{missing}，无法比对。")
    left, right = split(first, places), split(second, places)
    pairs = (
        ("行政区划", left.place, right.place),
        ("字号", left.trade, right.trade),
        ("行业", left.industry, right.industry),
        ("组织形式", left.form, right.form),
    )
    differences = tuple(pair for pair in pairs if pair[1] != pair[2])
    equal = [part for part, one, other in pairs if one == other and one]
    return Comparison(False, similarity, differences, _sentence(differences, equal))


def is_named_after_person(name: str) -> bool:
    """Whether a sole-owner enterprise or family farm bears what looks like its owner's full name.

    Rough, and on the side of the person: 金穗 counts, since 金 is a surname too.
    """
    written = normalise(name)
    if not re.search(r"个人独资|家庭农场", written):
        return False
    bare = re.sub(r"（?个人独资(?:企业)?）?", "", written)
    words = {split(candidate).trade for candidate in (written, bare)}
    words |= {re.sub(r"(?:种养殖|种养|生态|综合|农业)+$", "", word) for word in words}
    return any(is_full_name(word) for word in words)


def _place_of(name: str, places: Collection[str]) -> str:
    """The longest chain of given places at the start, also without 市 or 县; without any, what the wording shows."""
    written = {word for place in places for word in (place, _stem(place)) if word}
    end = 0
    while step := max((len(word) for word in written if name.startswith(word, end)), default=0):
        end += step
    if end:
        return name[:end]
    found = _PLACE.match(name)
    return found.group() if found and len(found.group()) < len(name) else ""


def _stem(place: str) -> str:
    """云泽 of 云泽市: names may leave the kind of division out."""
    return place[:-1] if len(place) >= 3 and place[-1] in "省市县区" else ""


def _comparable(name: str) -> str:
    return normalise(name).replace("有限责任公司", "有限公司")


def _sentence(differences: tuple[tuple[str, str, str], ...], equal: list[str]) -> str:
    told = "；".join(f"{part}不同：报送{_quoted(sent)}，登记{_quoted(filed)}" for part, sent, filed in differences)
    return f"{told}；{'、'.join(equal)}相同" if equal else told


def _quoted(part: str) -> str:
    return f"“{part}”" if part else "无"

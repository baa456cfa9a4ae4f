"""Whether a name given for a unit is a person's: no unit is registered under such a name."""

import re
from typing import Final

from mingxin.kernel import orgname
from mingxin.kernel.seen_words import simplified
from mingxin.kernel.surnames import is_full_name, is_tibetan_name, is_uyghur_name, surname_of

UNIT_WORDS: Final = (
    "公司|集团|厂|店|部|行|社|场|馆|院|校|园|所|站|局|处|队|会|中心|协会|学会|商会|基金|企业|合作|农场|银行|酒店|宾馆|超市|"
    "商场|商行|工作室|事务所|委|办|政府|法院|库|矿|坊|铺|庄|苑|楼|摊|屋|居|轩|阁|吧|网|医|药|餐|饭|菜|面|茶|酒|"
    "寺|庙|庵|观|宫|祠|村|镇|乡|街道|电视台"
)
# What units are called whose names hold none of those; single signs of which persons' names are made are not among them
_RARE_UNITS: Final = (
    "中学|小学|大学|学堂|学府|教室|诊室|卫生室|工作站|大厦|大楼|城|码头|电台|乐团|剧团|舞团|组|团体|支队|总队|机构|联盟|联合|基地|公墓|陵园"
    "|监狱|法庭|监察|消防|武警|部队|舰|船|渔[0-9]|房|堂|室|柜|档|廊|坛|台|港|渡|闸|坝|水库|渔业|养殖|种植|牧业|经营|连锁|专卖|专柜|维修|理发|美容"
    "|美发|摄影|幼儿|托儿|快递|物流|运输|建筑|装饰|加工|制造|贸易|商贸|服务|管理|科技|农业|林业|开发|咨询|文化|传媒"
)
_SHORTEST_UNIT: Final = 4  # characters; the shortest of 8,742 on a real register has five
_HAN: Final = re.compile("[\u3400-\u9fff]")
_BEFORE: Final = re.compile(
    "^(?:自然人|公民|个人|当事人|被处罚人|被执行人|行政相对人|行为人|违法人|经营者|负责人|法定代表人|法人代表|股东|业主|户主"
    "|包工头|班组长|农民工|民工|工人|职工|员工|驾驶员|司机|车主|船主|居民|村民|农民|牧民|渔民|个体(?:工商)?户)[:：]?"
)
_MANY: Final = "[0-9一二两三四五六七八九十百几数多余]*"
_WHO: Final = "(?:人|自然人|个人|农民工|民工|工人|职工|员工|劳动者|居民|村民|农民|农户|户)"
# Not the last sign of 管家, 专家, 世家 … nor of X之家: so are trades and brands called.
_HOUSEHOLD: Final = (
    "(?<![管专玩大皇世当名农人行赢作画商厂卖买居之])(?:[一全两])?家(?:庭)?(?:[一二两三四五六七八九十]口)?"
)
_BEHIND: Final = re.compile(
    "(?:（(?:个人|自然人|公民|本人|男|女)）|先生|女士|小姐|同志|夫妇|夫妻|户|等"
    f"|{_HOUSEHOLD}"
    f"|等?{_MANY}[名位个]{_WHO}|等{_MANY}{_WHO}"
    "|医师|医生|律师|教师|老师|司机|驾驶员|护士|工程师|会计师?|导游)$"
)
_BETWEEN: Final = re.compile("[、，,；;/]")
_FOREIGN: Final = re.compile("[\u4e00-\u9fff]{1,5}[·•][\u4e00-\u9fff]{1,8}")

# In Latin letters and nothing else: no register here knows a unit so, but a seat of one abroad may be named.
_LATIN: Final = re.compile("[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ.'’·•-]{2,}")
_SHORT_FORM: Final = re.compile("[A-Z]{2,4}")  # IBM
_LATIN_UNIT: Final = re.compile(
    "compan|corp|limited|ltd|incorporat|llc|llp|gmbh|group|bank|universi|college|school|institut|academy|factory|works"
    "|cent(?:er|re)|hotel|hospital|clinic|associat|foundation|society|club|office|studio|trad(?:e|ing)|tech|industr"
    "|internation|global|holding|partner|fund|capital|consult|servic|system|solution|logistic|media|design|store|market"
    "|restaurant|cafe|coffee|church|museum|embassy|consulate|ministry|department|bureau|committee|council|union|federation"
    "|agency|project|network|import|export|enterprise|product|electr|energy|pharma|chemi|motors|machin|foods|farms"
    "|aviation|airline|shipping|insurance|league|chamber",
    re.IGNORECASE,
)
_LATIN_FORM: Final = re.compile(  # behind a name written in one with it: AcmeInc, ACME CO
    "(?:(?<=[a-z.,])(?:Inc|Co|Plc|PLC|Pte|Pty|AG|SA|SE|AB|BV|NV|KG|OY|Oy|KK|SpA|Srl|SAS)|(?<=[A-Z])(?:INC|CO|PLC|AG|BV|NV|KG))"
    "[.]?$"
)


def is_person(name: str) -> bool:
    """Whether nothing but persons are named: by surname and one or two characters, one beside the other, with what is
    said before and behind a person's name or of a household, or in Latin letters without any word of an organisation.
    Traditional characters are looked up in their simplified form.
    """
    core, said = simplified(orgname.normalise(name)), False
    while found := _BEFORE.match(core) or _BEHIND.search(core):
        core, said = core[: found.start()] + core[found.end() :], True
    parts = [part for part in _BETWEEN.split(core) if part]
    if not parts or any(re.search(UNIT_WORDS, part) for part in parts):
        return False
    return all(_names_a_person(one) or (said and surname_of(one) == one) for one in parts)


def is_unlike_a_unit(name: str) -> bool:
    """Whether a name has no word of any kind of unit in its script, or is too short to be the full name of one.

    董事长王小明, 王小明（男，45岁）, 李会, Иван Иванов, 김민수, Nguyễn Văn An: whatever else it may be, nobody can
    tell that it is no person's. Words of units are known in Chinese and in Latin letters; in others none is.
    """
    core = simplified(orgname.normalise(name))
    signs = len(_HAN.findall(core))
    if not signs:
        return not (_SHORT_FORM.fullmatch(core) or _is_latin_unit(core))
    return signs < _SHORTEST_UNIT or re.search(f"{UNIT_WORDS}|{_RARE_UNITS}", core) is None


def _names_a_person(word: str) -> bool:
    is_foreign = _FOREIGN.fullmatch(word) is not None
    return is_full_name(word) or is_foreign or is_tibetan_name(word) or is_uyghur_name(word) or _is_latin_person(word)


def _is_latin_person(word: str) -> bool:
    if _LATIN.fullmatch(word) is None or _SHORT_FORM.fullmatch(word):
        return False
    return not _is_latin_unit(word)


def _is_latin_unit(word: str) -> bool:
    return bool(_LATIN_UNIT.search(word) or _LATIN_FORM.search(word))

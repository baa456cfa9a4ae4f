"""Chinese surnames, for telling rough whether a word can be a person's name."""

import re
from typing import Final

_SINGLE: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜"
    "崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛"
    "樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉"
    "骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏"
    "宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储"
    "原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容"
)
_COMPOUND: Final = frozenset(
    (
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "长孙",
        "宇文",
        "端木",
        "夏侯",
    )
)
# Of two syllables each, and names are made of two of them: no unit is registered under two of them alone.
_TIBETAN: Final = (
    "阿旺|巴桑|白玛|贝玛|边巴|才旦|才让|次旦|次仁|次旺|措姆|达瓦|丹巴|丹增|德吉|顿珠|多吉|多杰|嘎玛|格桑|贡嘎|加措|坚赞|晋美"
    "|拉巴|拉姆|罗布|洛桑|洛追|米玛|尼玛|平措|普布|强巴|曲珍|群培|仁青|仁增|桑杰|桑珠|索朗|土登|旺堆|旺姆|旺久|央金|扎西"
    "|卓嘎|卓玛"
)
_TIBETAN_NAME: Final = re.compile(f"(?:{_TIBETAN}){{2}}")


def surname_of(name: str) -> str:
    """The surname a name begins with, the compound ones first; empty when it begins with none."""
    if name[:2] in _COMPOUND:
        return name[:2]
    return name[:1] if name[:1] in _SINGLE else ""


def is_full_name(word: str) -> bool:
    """Whether a word has the build of a person's full name: a surname and one or two characters."""
    surname = surname_of(word)
    return surname != "" and 1 <= len(word) - len(surname) <= 2


def is_tibetan_name(word: str) -> bool:
    """Whether it is made of two words of which Tibetan names are made, without a dot between them."""
    return _TIBETAN_NAME.fullmatch(word) is not None

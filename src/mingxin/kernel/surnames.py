"""Chinese surnames and names of other peoples as they are written in Chinese, for telling rough whether a word can be a
person's name.
"""

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

# Whole words of which Uyghur names are made, written without a dot; one of two signs alone is too short for a name.
_UYGHUR: Final = (
    "买买提|买合买提|买合木提|麦麦提|麦合木提|艾合买提|艾买提|阿不都拉|阿布都拉|阿卜杜拉|阿不都热合曼|阿卜杜热合曼|阿不力孜"
    "|阿不来提|吐尔逊|吐尔洪|吐尔地|玉素甫|玉苏甫|司马义|斯马义|卡德尔|库尔班|木拉提|沙吾提|塔依尔|阿里木|艾尼瓦尔|吾买尔"
    "|伊力哈木|尼亚孜|达吾提|热合曼|乌斯曼|吾斯曼|哈力克|哈斯木|卡斯木|热依木|艾则孜|艾尔肯|米娜瓦尔|阿依古丽|帕提古丽"
    "|古丽|肉孜|亚森|依明|祖农|努尔"
)
_UYGHUR_NAME: Final = re.compile(rf"(?=.{{3}})(?:{_UYGHUR}){{1,3}}")


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


def is_uyghur_name(word: str) -> bool:
    """Whether it is made of words of which Uyghur names are made, without a dot between them."""
    return _UYGHUR_NAME.fullmatch(word) is not None

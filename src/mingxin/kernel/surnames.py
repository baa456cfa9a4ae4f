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

# Other forms of the signs that stand in the tables here and in those of `intake.checks.persons`, each above its
# simplified form. Source: OpenCC, TSCharacters.
_OTHER_FORMS: Final = (
    "萬業叢東兩嚴個箇豐為爲麗義烏樂喬鄉買於雲亞會體餘儲剋黨蘭關農馮淩幾劉則別彆辦務動勞區醫華協單蔔盧衛廠厲檯臺颱葉閤衕嚮曏呂吳員週團糰園國場堅處頭婦"
    "薑婁孫學寧甯宮傢賓對導爾侷嶽鞏佈帥師蓆莊庫應廟龐菴張強噹當誌慼戶纔紮執護攤敎數時晉麯麴硃樸機權楊傑査慄欒樑樓歐畢湯瀋塗漁溫遊滿熱瑪電蓋盤礦竇簡紀"
    "練組經繆網羅罰羣聶職衚鬍蘆囌甦蘇範荊榮葯藥營蕭蔣懞濛矇藍藺錶觀視計讓許諸談諶謝譚穀貝負貢責費賀賈讚贊趙車軒邊達違連遲遜鄧鄺鄔鄒鬱鄭裏裡鈡鍾鐘錢銀"
    "鋪鎭鎮長門閆閔聞閣閻闞隊陽陸陳麪麫麵韋韓項顧頓顏顔飯饒舘館馬駛駕駱魯鮑麥黃齊龍龔"
)
_SIMPLIFIED: Final = (
    "万业丛东两严个个丰为为丽义乌乐乔乡买于云亚会体余储克党兰关农冯凌几刘则别别办务动劳区医华协单卜卢卫厂厉台台台叶合同向向吕吴员周团团园国场坚处头妇"
    "姜娄孙学宁宁宫家宾对导尔局岳巩布帅师席庄库应庙庞庵张强当当志戚户才扎执护摊教数时晋曲曲朱朴机权杨杰查栗栾梁楼欧毕汤沈涂渔温游满热玛电盖盘矿窦简纪"
    "练组经缪网罗罚群聂职胡胡芦苏苏苏范荆荣药药营萧蒋蒙蒙蒙蓝蔺表观视计让许诸谈谌谢谭谷贝负贡责费贺贾赞赞赵车轩边达违连迟逊邓邝邬邹郁郑里里钟钟钟钱银"
    "铺镇镇长门闫闵闻阁阎阚队阳陆陈面面面韦韩项顾顿颜颜饭饶馆馆马驶驾骆鲁鲍麦黄齐龙龚"
)
_TO_SIMPLIFIED: Final = dict(zip(map(ord, _OTHER_FORMS), _SIMPLIFIED, strict=True))


def simplified(word: str) -> str:
    """With the signs of which the tables consist in their simplified form; all others stay, and so does the length."""
    return word.translate(_TO_SIMPLIFIED)


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

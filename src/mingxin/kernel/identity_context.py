"""What stands around digits and says what they are: the words before an identity number, an account or a person's name,
the sign in place of a check character, the moments and lists that only look like a number. See ADR 0025.
"""

import re
from typing import Final

_ALNUM: Final = "0-9０-９A-Za-zＡ-Ｚａ-ｚ"
_NUMBER_OR_SIGN: Final = "[号號码碼编編为為是即系№\\s:：()（）\\[\\]【】〔〕,，、.。．=#\"“”'‘’*_/-]"
_SIGNS_AFTER: Final = f"(?:[Nn][Oo]|[Cc][Aa][Rr][Dd]|[Nn]umber|卡|复印件|{_NUMBER_OR_SIGN})*"
_AFTER_A_WORD: Final = f"{_SIGNS_AFTER}$"
_CARD: Final = "[身\u2f9d]份[证證]"  # the radical too: programs that read PDF files write it
# Whatever digits follow these, they are meant for an identity number …
_SAID: Final = re.compile(f"(?:{_CARD}件?|公民身份|居民[证證]){_AFTER_A_WORD}")
# … and these, where they begin with a place: other papers have numbers too, and some are named with the same words.
_OTHER_PAPERS: Final = "许可|执照|登记|资格|资质|经营|组织|机构|批准|执法|检验|产品"
_IN_ENGLISH: Final = "(?:[Ii][Dd]|[Ii]dentity|[Ii]dentification)\\s*(?:[Cc][Aa][Rr][Dd]|[Nn][Oo]|[Nn]umber|[号號证證#])"
_PROBABLY_SAID: Final = re.compile(
    f"(?:(?<!{_OTHER_PAPERS})[证證]件[号號编編]|驾驶[证證]|驾照|社会保障号|社保号|居住[证證]"
    f"|(?<![A-Za-zＡ-Ｚａ-ｚ一-鿿]){_IN_ENGLISH}){_AFTER_A_WORD}"
)
LABEL: Final = (
    f"(?:{_CARD}|公民身份|居民[证證]|[证證]件[号號编編]|驾驶[证證]|驾照|社会保障号|社保号|居住[证證]|{_IN_ENGLISH})"
)
"""Any of these words, whatever stands before it: a prefilter, read alike by Python and Polars."""
_LABELLED: Final = re.compile(f"{LABEL}件?{_SIGNS_AFTER}")
_ACCOUNT: Final = re.compile("(?:[账帐賬]号?|[账帐賬]户|卡号|户号)[号码\\s:：为是()（）]*$")
_PERSON: Final = re.compile(
    "(?:当事人|法定代表人|负责人|经营者|监护人|申请人|代理人|经办人|联系人|之子|之女|儿子|女儿|子女|孩子|儿童|学生|幼儿"
    "|未成年人|少年|本人|公民|自然人|姓名|男|女)[\\s:：为是()（）,，、。]*$"
)
_LONGEST: Final = 40  # characters: as far back as words are looked for

# In the place of the check character: a mask, a sign that says that it is not known, or what was read for X.
_MASK: Final = re.compile("[ \u3000]*[*＊□■●█◆▇✱]+")
_UNREAD: Final = re.compile("[ \u3000]*(?:[?？]|艾克斯|[十ⅪⅫ])")
_LETTER: Final = re.compile(f"[A-Za-zＡ-Ｚａ-ｚ](?![{_ALNUM}])")

_NUMERAL: Final = "[0-9０-９]"
_YEAR: Final = "(?:19|20|１９|２０)[0-9０-９]{2}"
_CLOCK: Final = f"{_NUMERAL}{{1,2}}[:：]{_NUMERAL}{{2}}(?:[:：]{_NUMERAL}{{2}})?"
_DAY: Final = f"{_YEAR} ?[-/.．年－—] ?{_NUMERAL}{{1,2}} ?[-/.．月－—] ?{_NUMERAL}{{1,2}}"
_MOMENT: Final = re.compile(f"(?<!{_NUMERAL})(?:{_DAY}|{_CLOCK})(?!{_NUMERAL})")


def says_identity(text: str, at: int) -> bool:
    """Whether the words before the place say that an identity number follows, and nothing else."""
    return _SAID.search(text[max(at - _LONGEST, 0) : at]) is not None


def says_paper(text: str, at: int) -> bool:
    """Whether they name a paper whose number most often is an identity number."""
    return _PROBABLY_SAID.search(text[max(at - _LONGEST, 0) : at]) is not None


def after_labels(text: str) -> list[int]:
    """The places at which the words for an identity number, and the signs behind them, end."""
    ends = [found.end() for found in _LABELLED.finditer(text)]
    return [end for end in ends if says_identity(text, end) or says_paper(text, end)]


def says_account(text: str, at: int) -> bool:
    return _ACCOUNT.search(text[max(at - _LONGEST, 0) : at]) is not None


def says_person(text: str, at: int) -> bool:
    return _PERSON.search(text[max(at - _LONGEST, 0) : at]) is not None


def end_of_mask(text: str, at: int) -> int:
    """Where the signs end that were written for digits that are not told; `at` where there are none."""
    found = _MASK.match(text, at)
    return found.end() if found else at


def end_of_unread(text: str, at: int) -> int:
    """Where the sign ends that stands for a character not known or read otherwise; `at` where there is none."""
    found = _UNREAD.match(text, at)
    return found.end() if found else at


def single_letter(text: str, at: int) -> str:
    """The letter that stands there alone, "" where there is none."""
    found = _LETTER.match(text, at)
    return found.group() if found else ""


def parts_a_moment(text: str, start: int, end: int) -> bool:
    """Whether the span begins in a day or a time of day, or ends in the midst of one."""
    moments = [found.span() for found in _MOMENT.finditer(text, max(start - _LONGEST, 0), end + _LONGEST)]
    return any(first <= start < last or first < end < last for first, last in moments)

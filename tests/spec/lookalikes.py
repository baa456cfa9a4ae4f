"""What looks like an identity number and is none. All are invented: the division 429913 does not exist."""

from collections.abc import Callable
from datetime import date
from random import Random

from mingxin.kernel import uscc
from tests.spec.spellings import CODE, DIVISION, in_fours
from tests.spec.spellings_read import DAYS, in_words

LETTERED = next(
    code
    for order in range(100)
    if (code := uscc.compose("91", "420119", f"900101{order:02}"))[:17].isdecimal() and code[17].isalpha()
)
KEPT = {
    "91429913MA4K3B2C1D": "a credit code",
    CODE: "a credit code of digits alone",
    f"代码{CODE}。": "the same in prose",
    "罚款420000元，2026年11月20日": "amounts and dates",
    "2021-11-20、2021-11-21、2021-11-22": "days of a year that begins like a province",
    "2021年11月20日,2021年11月21日,2021年11月23日": "the same in words",
    "2021-11-20 10:20:30.123456": "an instant",
    "2021/11/20/2021/11/27/2021/12/04/2021/12/11": "days run together by slashes",
    "13800000000、13900000000、13700000000": "telephone numbers",
    "027-88880000/027-88880001/15900000000": "telephone numbers of two kinds",
    "6222021234567890123": "a bank account",
    "4200 0123 4567 8901 234": "a bank account in fours",
    "东经114.429913900101001度": "digits after a decimal point",
    "JY429913900101001": "a food licence",
    "429913600001234": "a registration number, no day in it",
    "420000202611200001": "a serial number with the day of a decision",
    "许可编号429913202603150012": "a licence with division and day of this decade",
    "云市监处罚〔2026〕1238号": "a document number",
    "鄂云泽 市监 罚字（2026）第 42-001 号，2026-03-01": "a document number in pieces",
    "1,234,567.89；2,345,678.90；3,456,789.01": "amounts",
    "一、二、三、四、五、六、七、八、九、一、二、三、四、五、六": "headings",
    "二〇二六年十一月三十日": "a day in Chinese",
    "4299131990": "too short",
    "42991319900101": "fourteen digits",
    "IMEI 860123456789012": "a device",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08": "a digest",
    "429913197500000000": "no such month, and nothing says that it is one",
    f"统一社会信用代码/身份证号：{CODE}": "a credit code after a word for either",
    "429913-20240304-00001": "a batch number with the right check digit by chance",
    "批次429913-20240304-00001已入库": "the same in prose",
    "429913-20240304-000012": "a batch number of a day with a hundred thousand",
    "429913-20240304-0000123": "of a day with a million",
    "批次429913-20240304-000012": "a batch number of six digits",
    "2024-03-12 11:30:15 2024-03-13 09:30": "two moments",
    "11:30:15 2024-03-13 09:30": "a time and a moment",
    "账号42991319900101001": "an account of seventeen digits, said to be one",
    "开户行账号：429913900101001": "an account of fifteen digits, said to be one",
    "银行卡号 4299 1319 9001 0100 19": "a card in fours, said to be one",
    "证件号码：420106000010003": "a registration number with its check digit after a word for either",
    "许可证件号码429913202603150012": "the number of a licence",
    "设备ID号860123456789012": "a device's",
    "42991320260315001": "a serial number of three digits with the day of a decision",
    "42991320260315001号": "the same in prose",
    "叉车2026年11月20日": "a forklift",
    f"代码{LETTERED}": "a credit code of digits and a letter at the end, with a day in it",
    "证件号码：16345678901234567": "of no province, after a word for papers of any kind",
    "467、144、192、402、214、232、59": "a row of numbers",
    "000000000000000123, 012809911120899700": "noughts before a number",
    "4299131990年1月1日": "a place and a day, and no order number",
    "429913 2026-3-5 001": "with the day of a decision, three digits behind it",
    "身份证复印件2份，2026年3月12日办理，编号0012345": "papers and a day",
    "身份证号后四位0017": "the last four alone",
    "凭身份证办理，行政区划429913，2005年3月12日起执行，文号1215号": "a place and a day, further on",
    f"统一社会信用代码/身份证号：{LETTERED}，2026年3月5日": "a credit code with a letter at the end, after a word for either",
    f"身份证号已删除，电话：42991319，1990-1-1，{'0' * 4}": "something else after a word and others",
    "第四十二条、第九十条、第二十一条": "articles",
    "٤٢٠١٠٦": "six digits of another script",
    "": "nothing",
}


def _moment(random: Random, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    day = date.fromordinal(random.randrange(date(1990, 1, 1).toordinal(), date(2050, 1, 1).toordinal()))
    clock = {"%H": random.randrange(24), "%M": random.randrange(60), "%S": random.randrange(60)}
    for sign, value in clock.items():
        form = form.replace(sign, f"{value:02}")
    return day.strftime(form)


def _day(random: Random) -> date:
    return date.fromordinal(random.randrange(date(1990, 1, 1).toordinal(), date(2050, 1, 1).toordinal()))


def _plain_day(random: Random, sign: str = "") -> str:
    return DAYS[f"with {sign}" if sign else "in words"](_day(random))


def _digits(random: Random, many: int) -> str:
    return "".join(random.choices("0123456789", k=many))


def _amount(random: Random) -> str:
    return f"{random.randrange(10**7):,}.{random.randrange(100):02}"


LOOKALIKES: dict[str, Callable[[Random], str]] = {
    "two moments": lambda random: f"{_moment(random)} ~ {_moment(random)}",
    "two moments to the minute": lambda r: "—".join(_moment(r, "%Y-%m-%d %H:%M") for _ in range(2)),
    "two moments with slashes": lambda r: " - ".join(_moment(r, "%Y/%m/%d %H:%M:%S") for _ in range(2)),
    "two moments in words": lambda r: "至".join(_moment(r, "%Y年%m月%d日 %H:%M") for _ in range(2)),
    "two moments without signs": lambda r: " ".join(_moment(r, "%Y%m%d %H%M%S") for _ in range(2)),
    "three moments": lambda r: " ".join(_moment(r) for _ in range(3)),
    "a time and a moment": lambda r: _moment(r, "%H:%M:%S") + " " + _moment(r, "%Y-%m-%d %H:%M"),
    "two days": lambda r: "-".join(_moment(r, "%Y.%m.%d") for _ in range(2)),
    "two days without noughts": lambda r: "至".join(_plain_day(r) for _ in range(2)),
    "days without noughts in a row": lambda r: "、".join(_plain_day(r) for _ in range(4)),
    "two moments without noughts": lambda r: " - ".join(_plain_day(r, "/") + _moment(r, " %H:%M:%S") for _ in range(2)),
    "a day without noughts and a number": lambda r: f"{_plain_day(r, '.')} {_digits(r, r.choice((3, 4, 6, 8)))}",
    "amounts and a day": lambda r: f"{_amount(r)}元，{_plain_day(r)}，{_amount(r)}元",
    "a decision with a day": lambda r: f"云市监处罚〔2026〕{_digits(r, 4)}号，{_plain_day(r)}，第{_digits(r, 4)}号",
    "days in Chinese": lambda r: "至".join(DAYS["in Chinese"](_day(r)) for _ in range(2)),
    "articles in Chinese": lambda r: "、".join(f"第{in_words(r.randrange(1, 40))}条" for _ in range(9)),
    "numerals in Chinese": lambda r: "、".join(in_words(r.randrange(1, 40)) for _ in range(9)),
    "papers with a day and amounts": lambda r: (
        f"提交身份证复印件{r.randrange(1, 9)}份，{_plain_day(r)}办理，编号{_digits(r, 7)}，收费{_amount(r)}元"
    ),
    "papers and a credit code": lambda r: (
        f"证件号码：{uscc.compose('91', DIVISION, ''.join(r.choices(uscc.ALPHABET, k=8)))}，{_plain_day(r)}"
    ),
    "a credit code with a B": lambda r: (
        f"统一社会信用代码/身份证号：{uscc.compose('91', DIVISION, _digits(r, 7) + 'B')}"
    ),
    "a credit code": lambda r: uscc.compose("91", DIVISION, "".join(r.choices(uscc.ALPHABET, k=8))),
    "a credit code of digits": lambda r: uscc.compose("91", DIVISION, _digits(r, 8)),
    "telephone numbers": lambda r: f"+86 1{_digits(r, 10)}; 027-{_digits(r, 8)}、1{_digits(r, 10)}",
    "a batch number": lambda r: (
        f"批次{DIVISION}-20{r.randrange(20, 50)}{_moment(r, '%m%d')}-{_digits(r, r.choice((5, 6)))}"
    ),
    "a document number": lambda r: f"云市监处罚〔{r.randrange(2000, 2027)}〕{_digits(r, 6)}-{_digits(r, 3)}号",
    "a court's": lambda r: (
        f"（{r.randrange(2000, 2027)}）鄂01民终{_digits(r, 6)}号、（2026）鄂0106执恢{_digits(r, 4)}号"
    ),
    "amounts": lambda r: "；".join(_amount(r) for _ in range(5)),
    "amounts in words": lambda r: "，".join(f"罚款{_amount(r)}元" for _ in range(4)),
    "an account, said to be one": lambda r: f"账号：{_digits(r, r.choice((15, 16, 17)))}",
    "a card in fours, said to be one": lambda r: f"卡号 {in_fours('62' + _digits(r, r.choice((14, 17))))}",
    "a card in fours": lambda r: in_fours("62" + _digits(r, r.choice((14, 17)))),
    "an account in fours, of nineteen digits": lambda r: in_fours(_digits(r, 19)),
    "two cards in fours": lambda r: f"{in_fours(_digits(r, 19))}，{in_fours(_digits(r, 19))}",
}
"""What a city's tables are full of, made at random: the rate at which it is cut is nought."""

"""What a number format shows of a value: the same, something that can be read, or what nobody can tell."""

from datetime import date

import pytest

from mingxin.intake.reading.number_formats import judge
from mingxin.intake.reading.spreadsheet import spell

# As Excel, WPS and LibreOffice offer them for numbers, amounts, dates and texts.
USUAL = r"""
General|GENERAL|G/通用格式|0|0.00|#,##0|#,##0.00_ |0_ |0.000_ |###0|#|General_)|0_);[Red]\(0\)|0.00_);[Red]\(0.00\)
0.00_ ;[Red]\-0.00\ |#,##0;-#,##0|#,##0;(#,##0)|"¥"#,##0.00;"¥"\-#,##0.00|\¥#,##0.00|[$¥-804]#,##0.00
_ * #,##0.00_ ;_ * \-#,##0.00_ ;_ * "-"??_ ;_ @_ |_ "¥"* #,##0_ ;_ "¥"* \-#,##0_ ;_ "¥"* "-"_ ;_ @_ |[DBNum2]General
0.00E+00|##0.0E+0|# ?/?|# ??/??|@|_ @_ |yyyy/m/d;@|yyyy"年"m"月"d"日";@|[$-804]yyyy"年"m"月"d"日"|m"月"d"日"
[DBNum1][$-804]yyyy"年"m"月"d"日";@|[$-F800]dddd\,\ mmmm\ dd\,\ yyyy|[$-409]h:mm\ AM/PM;@|yyyy/m/d\ h:mm;@|mm:ss.0
[h]:mm:ss|yyyy\.mm\.dd|[$-x-sysdate]dddd|yyyy\-mm\-dd\ hh:mm:ss|yyyy年m月d日|[红色]0.00|上午/下午h"时"mm"分"|[颜色10]0
d\-mmm\-yy|mm\-dd\-yy|m/d/yyyy\ h:mm|yyyymmdd
"""


@pytest.mark.parametrize("code", [code for line in USUAL.strip().splitlines() for code in line.split("|")])
def test_a_usual_format_changes_the_look_alone(code: str) -> None:
    assert judge(code) is None


@pytest.mark.parametrize(
    ("code", "value", "seen", "because"),
    [
        ('"2026年"0', 31.0, "2026年31", "words before"),
        ('0"万元"', 0.5, None, "and rounded, to what is not ours to say"),
        ('0.0"万元"', 0.5, "0.5万元", "words behind"),
        ('"云市监罚〔2026〕"0"号"', 31.0, "云市监罚〔2026〕31号", "a document number that is half format"),
        ("000000", 31.0, "000031", "filled up with zeros"),
        ("000000", 1234567.0, "1234567", "longer than that"),
        ("0%", 0.05, "5%", "a share"),
        ("0.0%", 0.0555, None, "a share that is rounded"),
        ('General"元"', 2000.5, "2000.5元", "the usual number"),
        ("[$$-409]#,##0", 500.0, "$500", "another currency"),
        ('@"元"', "五百", "五百元", "words beside a text"),
        ('@"元"', 500.0, "500元", "or a number in it"),
        ("0;-0;;@", 0.0, "", "a zero that is not shown"),
        ("0;-0;;@", 5.0, "5", "another number beside it"),
        ("0.00;[Red]0.00", -5.0, None, "the sign is the colour"),
        ("0.00;[Red]0.00", 5.0, "5", "without a sign"),
        (";;;", 5.0, None, "hidden"),
        (";;;", "罚款", None, "hidden text"),
        (";;", "罚款", "罚款", "numbers alone are hidden"),
        ('[Red]"x"', 5.0, None, "replaced"),
        ("0,", 5000.0, None, "in thousands"),
        ('0!.0,"万"', 5000.0, None, "in ten thousands, as it is done here"),
        ('[>=10000]0!.0,"万";0', 5.0, None, "on a condition"),
        ("0000-00-00", 20261105.0, None, "strokes between figures"),
        ("0*9", 5.0, None, "filled up with figures"),
        ("@@", "五", None, "twice"),
        ('"x"0', -5.0, None, "a sign before words"),
        ("aaaa", 46000.0, None, "a day of the week"),
        ("ggge", 46000.0, None, "years of an emperor"),
        ("[$-130000]yyyy年m月", date(2026, 11, 5), None, "counted by the moon"),
        ('"2025年"m"月"', date(2026, 11, 5), None, "another year"),
        ("yyyy0", date(2026, 11, 5), None, "a figure behind a date"),
        ("yyyy-dd-mm", date(2026, 1, 5), None, "read as the fifth month by whoever sees it"),
        ("dd/mm/yyyy", date(2026, 1, 5), None, "the same from the end"),
        ("yyyy/mm/mm", date(2026, 1, 5), None, "the month twice"),
        ("yyyydddd dd dd", date(2026, 1, 5), None, "the day twice"),
        ("0" * 2000, 5.0, None, "longer than any program writes"),
    ],
)
def test_what_is_seen(code: str, value: object, seen: str | None, because: str) -> None:
    judged = judge(code)
    assert judged is not None
    assert judged.seen(value, spell) == seen, because

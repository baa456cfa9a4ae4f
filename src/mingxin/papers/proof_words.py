"""What is said of a checked file, in words for whoever holds it."""

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))

NOT_A_PDF = (
    "这不是 PDF 文件，无法核验。请上传平台出具的 PDF 原件；信用报告的扫描件、照片和打印件，请用首页的编号和核验码查询。"
)
UNSIGNED = (
    "文件中没有签章，不能证明由本平台出具。请向持有人索取平台出具的 PDF 原件；信用报告也可以用首页的编号和核验码查询。"
)
INCOMPLETE = "文件不完整，不能作为凭据。请重新下载平台出具的 PDF 原件后再核验。"
ASK_SINCE = "此后有无变化，请用首页的编号和核验码查询。"
"""Of a paper that shows a verification code, to whoever cannot be told what changed since."""
ALTERED = "文件与签章不符：签章之后内容有改动、追加或缺失，不能作为凭据。请向持有人索取平台出具的 PDF 原件。"


def unknown_issuer(name: str) -> str:
    return f"文件自签章以来未改动，但签章证书（自称“{name}”）不在受信任之列，不能证明由本平台出具。请向出具单位核实。"


def outside_term(name: str, signed_at: datetime, begin: datetime, end: datetime) -> str:
    return (
        f"文件自签章以来未改动，所用的“{name}”证书也受信任；但所写签章时间 {_moment(signed_at)} 不在该证书的有效期"
        f"（{_moment(begin)} 至 {_moment(end)}，均为北京时间）之内，单凭签章不能确认。"
        "信用报告请用首页的编号和核验码查询；其他文书请向出具单位核实。"
    )


def genuine(name: str, signed_at: datetime, number: str | None, *, demonstration: bool) -> str:
    what = f"编号 {number} 的文件" if number else "文件"
    told = f"{what}由“{name}”于{_moment(signed_at)}（北京时间）签发，签章以来未改动。内容以签发时为准。"
    return told + ("签章证书为演示证书，本文件仅供演示，不具有法律效力。" if demonstration else "")


def clock_behind(at: datetime) -> str:
    return f"本机时钟现在是 {_moment(at)}（北京时间），早于签章时间：本机时钟可能不准，请先校准。"


def _moment(at: datetime) -> str:
    moment = at.astimezone(BEIJING)
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"

"""The report template set with invented organisations of 云泽市, and read back from the PDF."""

import io
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

import mingxin.uses.reports as reports
from mingxin.papers.qr import svg_for
from mingxin.papers.typesetting import typeset

TEMPLATE = Path(reports.__file__).parent / "templates" / "report.typ"
MADE_AT = datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=8)))
VERIFY_URL = "https://credit.yunze.example/verify/7K4M-9QXT-2HPD"
FACTS = "经查，当事人于2026年3月至5月间，在未取得排污许可证的情况下，擅自向清水河支流排放生产废水。"

PENALTY: dict[str, Any] = {
    "title": "云环罚〔2026〕17号",
    "marks": ["异议处理中"],
    "rows": [
        ["处罚类别", "罚款"],
        ["处罚决定日期", "2026年6月8日"],
        ["罚款金额", "2.35 万元"],
        ["没收金额", None],
        ["违法行为类型", "违反排污许可管理规定"],
        ["违法事实", FACTS],
        ["处罚依据", "《排污许可管理条例》第三十三条第一项"],
        ["处罚机关", "云泽市生态环境局"],
        ["数据来源单位", "云泽市生态环境局"],
    ],
    "term": "自2026年6月8日起公示，2026年9月8日起可申请信用修复，2027年6月8日起停止公示",
}
LICENCE: dict[str, Any] = {
    "title": "云市监许〔2025〕第0312号",
    "marks": [],
    "rows": [
        ["许可类别", "普通"],
        ["许可决定日期", "2025年4月2日"],
        ["有效期自", "2025年4月2日"],
        ["有效期至", "2030年4月1日"],
        ["许可证书名称", "食品经营许可证"],
        ["许可编号", "JY14299130000317"],
        ["许可内容", "热食类食品制售；预包装食品销售（含冷藏冷冻食品）"],
        ["许可机关", "云泽市市场监督管理局"],
        ["许可机关代码", "11429913MB0A00001U"],
    ],
    "term": "",
}
TITLES = (
    "行政管理信息",
    "诚实守信相关荣誉信息",
    "严重失信主体名单信息",
    "经营（活动）异常名录（状态）信息",
    "信用承诺信息",
    "信用评价信息",
    "司法判决及执行信息",
    "其他信息",
    "信用状况提升建议",
    "公共信用信息地方补充内容",
)


def group(
    title: str, records: list[dict[str, Any]] | None = None, *, missing: str = "", unknown: str = ""
) -> dict[str, Any]:
    return {
        "title": title,
        "state": "not_collected" if missing else "collected",
        "empty_text": missing,
        "uncollected": unknown,
        "records": records or [],
    }


def counted(section: str, label: str, count: int, *, state: str = "collected", unknown: int = 0) -> dict[str, Any]:
    return {
        "section": section,
        "label": label,
        "count": count,
        "state": state,
        "kept_back": "",
        "uncollected": unknown,
    }


def report_data(**changes: object) -> dict[str, Any]:
    sections: list[dict[str, Any]] = [
        {"number": at, "title": title, "groups": []} for at, title in enumerate(TITLES, start=1)
    ]
    sections[0]["groups"] = [
        group("行政许可", [LICENCE]),
        group("行政处罚", [PENALTY]),
        group("行政强制", missing="云泽市城市管理执法局尚未报送行政强制信息，本报告不含此类信息。"),
    ]
    sections[6]["groups"] = [group("失信被执行人", missing="该信息由人民法院公布，本平台未归集。")]
    data: dict[str, Any] = {
        "city": "云泽市",
        "site_name": "信用云泽",
        "number": "YZ-20261120-000128",
        "verification_code": "7K4M-9QXT-2HPD",
        "verify_url": VERIFY_URL,
        "qr_svg": svg_for(VERIFY_URL),
        "made_at": "2026年11月20日 09:30",
        "demonstration": True,
        "ledger_seal": {
            "number": 4096,
            "digest": "9f2c41d07b6ae85513" * 3 + "9f2c41d07b",
            "at": "2026年11月20日 09:29",
        },
        "change_number": 182734,
        "subject": {
            "name": "云泽市清河食品有限公司",
            "uscc": "91429913MA4YUNZE0T",
            "kind": "企业法人",
            "status": "存续（在营、开业、在册）",
            "legal_representative": "林知秋",
            "type": "有限责任公司（自然人投资或控股）",
            "established_on": "2018年5月16日",
            "address": "云泽市临江区清河路18号3栋201室",
            "region": "云泽市临江区",
            "former_names": ["云泽清河调味品厂"],
        },
        "notes": [
            "本报告依据《全国公共信用信息基础目录》和本市依法制定的补充目录，汇集本市各部门报送的公共信用信息，仅反映报告生成时的记录情况。",
            "“查询期内无相关信息”指已报送该类信息的部门没有关于该机构的在期记录；“未归集”指本平台没有收到该类信息，不表示有或者没有。",
            "对内容有异议的，可按文末所列途径提出；受理之后至答复之前，相关记录标注“异议处理中”。",
        ],
        "counts": [
            counted("行政管理信息", "行政许可", 1),
            counted("行政管理信息", "行政处罚", 1),
            counted("行政管理信息", "行政强制", 0, state="not_collected"),
            counted("严重失信主体名单信息", "严重失信主体名单", 0),
            counted("司法判决及执行信息", "失信被执行人", 0, state="not_collected"),
        ],
        "sources": [
            {
                "item": "行政许可",
                "reported": [
                    {"unit": "云泽市市场监督管理局", "through_on": "2026-11-19"},
                    {"unit": "云泽市城市管理局", "through_on": "2026-11-02"},
                ],
                "awaited": ["云泽市水利局"],
            },
            {
                "item": "行政处罚",
                "reported": [{"unit": "云泽市生态环境局", "through_on": "2026-11-18"}],
                "awaited": [],
            },
        ],
        "sections": sections,
        "advice": ["云环罚〔2026〕17号：已满最短公示期，履行处罚决定后可通过信用中国网站申请信用修复，不收费用。"],
        "uncovered": [],
        "footer": {
            "organiser": "云泽市发展和改革委员会",
            "operator": "云泽市公共信用信息中心",
            "objection_route": "信用云泽网站“异议申诉”栏目，或云泽市政务服务中心二楼信用窗口",
        },
    }
    return data | changes


def clean_data() -> dict[str, Any]:
    data = report_data(demonstration=False, counts=[], advice=["建议秉持诚信理念，合法有序开展经营活动。"])
    for section in data["sections"]:
        section["groups"] = []
    return data


def longest_data() -> dict[str, Any]:
    """The worst that departments send: a name of 200 characters, 2,000 of facts, an unbroken code, 80 penalties."""
    data = report_data()
    data["subject"]["name"] = "云泽市" + "清河临江新兴" * 32 + "有限公司"
    data["subject"]["former_names"] = [f"云泽清河第{at}调味品厂" for at in range(1, 30)]
    penalties = []
    for at in range(80):
        penalty = deepcopy(PENALTY)
        penalty["title"] = f"云环罚〔2026〕{at + 1}号"
        penalty["marks"] = ["异议处理中", "行政复议中"] if at % 9 == 0 else []
        penalty["rows"][5][1] = FACTS * 50 if at == 3 else FACTS * (at % 4 + 1)
        penalty["rows"][6][1] = "ABCDEFGHIJ0123456789" * 12 if at == 4 else penalty["rows"][6][1]
        penalties.append(penalty)
    data["sections"][0]["groups"][1] = group("行政处罚", penalties)
    return data


def text_of(pdf: bytes) -> str:
    """All text, without the spaces and line ends that setting brings."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return "".join("".join((page.extract_text() or "").split()) for page in document.pages)


def pages_of(pdf: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return ["".join((page.extract_text() or "").split()) for page in document.pages]


SAID = [
    ("公共信用信息报告", "title"),
    ("YZ-20261120-000128", "number"),
    ("7K4M-9QXT-2HPD", "verification code"),
    ("云泽市清河食品有限公司", "name of the organisation"),
    ("云泽清河调味品厂", "former name"),
    ("云环罚〔2026〕17号", "document number"),
    ("异议处理中", "mark where the record is shown"),
    ("2027年6月8日起停止公示", "term"),
    ("未归集云泽市城市管理执法局尚未报送行政强制信息", "what is not collected, and from whom"),
    ("查询期内无相关信息", "sections without anything"),
    ("九、信用状况提升建议", "all ten sections"),
    ("十、公共信用信息地方补充内容", "all ten sections"),
    ("可通过信用中国网站申请信用修复", "advice"),
    ("第4096号", "ledger seal"),
    ("变更编号182734", "known up to this change"),
    ("信用窗口", "objection route"),
    ("不具有法律效力", "demonstration band"),
]


@pytest.fixture(scope="module")
def usual_text() -> str:
    return text_of(typeset(TEMPLATE, report_data(), made_at=MADE_AT))


@pytest.mark.parametrize(("words", "because"), SAID, ids=[f"{because}: {words}" for words, because in SAID])
def test_report_says(usual_text: str, words: str, because: str) -> None:
    assert words in usual_text


def test_what_of_a_heading_is_not_collected_is_said_beside_what_is() -> None:
    """After its records, after 查询期内无相关信息, and beside the count."""
    data = report_data(demonstration=False)
    data["counts"] = [counted("行政管理信息", "其他行政行为", 0, unknown=2)]
    told = "行政裁决：本平台尚无单位报送此类信息。"
    for records in ([], [LICENCE]):
        data["sections"][0]["groups"] = [group("其他行政行为", records, unknown=told)]
        text = text_of(typeset(TEMPLATE, data, made_at=MADE_AT))
        assert f"未归集{told}" in text
        assert "其他行政行为0（另有2类未归集）" in text
        assert ("其他行政行为查询期内无相关信息" in text) is not bool(records)


def test_clean_organisation_has_nothing_in_nine_sections_and_no_demonstration() -> None:
    text = text_of(typeset(TEMPLATE, clean_data(), made_at=MADE_AT))
    assert text.count("查询期内无相关信息") == 9 + 1  # nine sections, and the note that explains the words
    assert "合法有序开展经营活动" in text
    assert "演示" not in text


def test_long_report_keeps_every_record_and_numbers_its_pages() -> None:
    pages = pages_of(typeset(TEMPLATE, longest_data(), made_at=MADE_AT))
    whole = "".join(pages)
    assert all(f"云环罚〔2026〕{at}号" in whole for at in range(1, 81))
    assert all(f"第{at}页共{len(pages)}页" in page for at, page in enumerate(pages, start=1))
    assert all("YZ-20261120-000128" in page for page in pages)
    assert "第4096号" in pages[-1]


def test_nothing_leaves_the_page() -> None:
    """A code of 240 characters without a space breaks inside its cell."""
    with pdfplumber.open(io.BytesIO(typeset(TEMPLATE, longest_data(), made_at=MADE_AT))) as document:
        for page in document.pages:
            body = [char for char in page.chars if char["size"] < 40]  # the watermark is larger and turned
            assert max(char["x1"] for char in body) <= page.width - 50


def test_report_before_the_first_seal_says_so() -> None:
    assert "尚未封印" in text_of(typeset(TEMPLATE, report_data(ledger_seal=None), made_at=MADE_AT))


def test_character_without_font_stands_by_its_code_and_is_explained() -> None:
    data = report_data()
    data["subject"]["legal_representative"] = "林\U0002a6a5"
    text = text_of(typeset(TEMPLATE, data, made_at=MADE_AT))
    assert "林〔U+2A6A5〕" in text
    assert "字库未收录的字，以其编码表示：U+2A6A5" in text


def test_markup_in_data_is_printed_and_not_obeyed() -> None:
    data = report_data(advice=['#panic("x") $x^2$ *粗* \\ <a> @b // c'])
    assert '#panic("x")$x^2$*粗*\\<a>@b//c' in text_of(typeset(TEMPLATE, data, made_at=MADE_AT))

"""The commands at work, one after the other, on an installation with one admitted penalty."""

import json
import re
import stat
from datetime import timedelta

import openpyxl
import pytest

from mingxin.kernel.clock import today

UNIT = "11429913000000019L"
PARTY = "91429913MA4K00010D"


NUMBER = "云市监罚〔2026〕2号"


def penalty(mingxin):
    records = mingxin("subject", PARTY, "--matter", "核对", "--json").json["records"]
    return next(record for record in records if record["document_number"] in (NUMBER, ""))


def test_init_may_be_repeated(mingxin, home):
    ran = mingxin("init")
    assert ran.code == 0
    assert "已建立" not in ran.out
    assert ran.out.count("已在") == 10
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE(home.with_name("var-keys").stat().st_mode) == 0o700


def test_next_steps_are_not_told_to_who_takes_them_himself(mingxin):
    assert "下一步：" in mingxin("init").out
    ran = mingxin("init", "--no-next")
    assert ran.code == 0
    assert "已就绪" in ran.out and "下一步" not in ran.out and "mingxin account reset" not in ran.out


def test_unit_list_says_powers(mingxin):
    (unit,) = mingxin("unit", "list", "--json").json["units"]
    assert (unit["uscc"], unit["region"]) == (UNIT, "429913")
    assert [power["item"] for power in unit["powers"]] == ["admin_penalty", "org_registration"]
    assert "云泽市市场监督管理局（云泽市）" in mingxin("unit", "list").out


def test_unit_add_of_an_unknown_item_lists_those_there_are(mingxin):
    ran = mingxin("unit", "add", UNIT, "云泽市市场监督管理局", "--items", "admin_penalty,traffic_lights", "--json")
    assert ran.code == 2
    assert ran.json["refused"]["code"] == "catalogue.unknown_item"
    assert "org_registration" in ran.err


def test_the_same_file_again_changes_nothing(mingxin, sheet):
    ran = mingxin("intake", sheet({}), "--item", "admin_penalty", "--unit", UNIT, "--json")
    assert ran.code == 0
    assert (ran.json["admitted"], ran.json["unchanged"]) == (0, 1)


def test_a_dry_run_writes_nothing(mingxin, sheet):
    before = mingxin("ledger", "verify", "--json").json["entries"]
    file = sheet({"行政处罚决定书文号": "云市监罚〔2026〕9号"})
    ran = mingxin("intake", file, "--item", "admin_penalty", "--unit", UNIT, "--dry-run", "--json")
    assert (ran.json["batch"], ran.json["admitted"]) == ("", 1)
    assert mingxin("ledger", "verify", "--json").json["entries"] == before


def test_a_dry_run_names_the_rows_that_are_no_data(mingxin, sheet):
    ran = mingxin("intake", sheet({}, {}, {}), "--item", "admin_penalty", "--unit", UNIT, "--dry-run")
    assert "table.rows_skipped" not in ran.out
    file = sheet({})
    file.write_text(file.read_text(encoding="utf-8") + "合计,1\n", encoding="utf-8")
    ran = mingxin("intake", file, "--item", "admin_penalty", "--unit", UNIT, "--dry-run")
    assert "· 说明  以下各行有内容，但没有作为数据读取：第 3 行（合计）。（整张表，table.rows_skipped）" in ran.out


def test_findings_are_grouped_for_a_person_and_marked_in_a_workbook(mingxin, sheet, tmp_path):
    wrong = {"行政相对人代码_1（统一社会信用代码）": PARTY[:-1] + "0", "行政处罚决定书文号": "云市监罚〔2026〕8号"}
    marked = tmp_path / "marked.xlsx"
    ran = mingxin("intake", sheet(wrong), "--item", "admin_penalty", "--unit", UNIT, "--errors", marked)
    assert ran.code == 0
    assert "疑问 1" in ran.out
    assert "uscc.check_digit" in ran.out
    assert "怎样改" in ran.out
    assert marked.is_file()


def test_what_is_said_of_one_row_is_put_on_no_other(mingxin, sheet, tmp_path):
    """A day that cannot be has no deadline either."""
    day, number = "处罚决定日期", "行政处罚决定书文号"
    file = sheet({day: "2019-11-05", number: "云市监罚〔2019〕8号"}, {day: "2020-10-09", number: "云市监罚〔2020〕9号"},
                 {day: "1926-11-05", number: "云市监罚〔2026〕10号"})  # fmt: skip
    marked = tmp_path / "marked.xlsx"
    ran = mingxin("intake", file, "--item", "admin_penalty", "--unit", UNIT, "--dry-run", "--errors", marked)
    assert "! 请留意  超过报送期限。例如第 2 行：决定日期是 2019-11-05" in ran.out
    assert "（第 2、3 行，deadline.late）" in ran.out
    assert re.search("✗ 须改正  “[^”]*”是 1926-11-05", ran.out) and "决定日期是 1926-11-05" not in ran.out
    summary = [row[0].value for row in openpyxl.load_workbook(marked)["问题汇总"].iter_rows()]
    assert any(text.startswith("请留意：超过报送期限。例如第 2 行：决定日期是 2019-11-05") for text in summary)


@pytest.mark.parametrize(
    ("file", "item", "code"),
    [
        pytest.param("no.csv", "admin_penalty", "file.not_found", id="no such file"),
        pytest.param(None, "gossip", "catalogue.unknown_item", id="no such item"),
        pytest.param(None, "honour", "power.none", id="an item without power"),
    ],
)
def test_a_file_refused_whole_exits_2(mingxin, sheet, file, item, code):
    ran = mingxin("intake", file or sheet({}), "--item", item, "--unit", UNIT, "--json")
    assert ran.code == 2
    assert ran.json["refused"]["code"] == code
    assert "→" in ran.err


def test_a_clock_that_nobody_doubts_need_not_be_confirmed(mingxin):
    ran = mingxin("clock", "confirm", "--name", "周处长", "--reason", "已与授时中心核对", "--json")
    assert (ran.code, ran.json["refused"]["code"]) == (2, "clock.not_in_doubt")


def test_a_look_at_a_subject_is_in_the_ledger(mingxin):
    before = mingxin("ledger", "verify", "--json").json["entries"]
    ran = mingxin("subject", PARTY, "--matter", "招标资格审查")
    assert ran.code == 0
    assert "云市监罚〔2026〕1号" in ran.out
    assert "登记信息：未归集" in ran.out
    assert mingxin("ledger", "verify", "--json").json["entries"] == before + 1


def test_a_view_of_the_past_says_so_first(mingxin):
    words, yesterday = ("subject", PARTY, "--matter", "核对"), today() - timedelta(days=1)
    assert mingxin(*words, "--as-of", yesterday).out.startswith(f"※ 这是回看 {yesterday} 的情况")
    assert "第 1 次变更时所知" in mingxin(*words, "--known-at", 1).out.splitlines()[0]
    assert "※" not in mingxin(*words).out


def test_a_view_of_the_future_is_refused(mingxin):
    ran = mingxin("subject", PARTY, "--matter", "核对", "--as-of", today() + timedelta(days=2), "--json")
    assert (ran.code, ran.json["refused"]["code"]) == (2, "subject.future")


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        pytest.param("91429913MA4K00020A", "uscc.check_digit", id="a wrong code"),
        pytest.param("91429913MA4K00029E", None, id="nobody of that code, or a wrong one"),
        pytest.param("", "uscc.empty", id="nothing"),
    ],
)
def test_a_subject_not_found_says_so(mingxin, code, refused):
    ran = mingxin("subject", code, "--matter", "核对", "--json")
    assert ran.code == 2
    assert refused is None or ran.json["refused"]["code"] == refused


def test_before_the_first_change_nothing_was_known(mingxin):
    assert mingxin("subject", PARTY, "--matter", "核对", "--known-at", "0", "--json").json["records"] == []
    assert mingxin("subject", PARTY, "--matter", "核对", "--known-at", "999", "--json").code == 2


def test_an_asked_penalty_is_answered_corrected_withdrawn_and_erased(own, sheet):
    _, mingxin = own
    fine = {"处罚类别": "罚款", "处罚内容": "罚款2,000.00元。", "没收违法所得、没收非法财物的金额（万元）": ""}
    file = sheet(fine | {"行政处罚决定书文号": NUMBER})
    sent = mingxin("intake", file, "--item", "admin_penalty", "--unit", UNIT)
    assert "公示依据问题待答复" in sent.out, sent
    (question,) = mingxin("question", "list", "--json").json["questions"]
    assert penalty(mingxin)["state"] == "held"
    reason = ("--reason", "价格行政处罚裁量基准第3条")
    ran = mingxin("question", "answer", question["id"], "--severity", "一般", "--public", "是", *reason, "--json")
    assert ran.json["settled"] == 1
    assert penalty(mingxin)["state"] == "shown"
    assert mingxin("question", "answer", question["id"], "--severity", "一般", "--public", "是", *reason).code == 2
    thread = penalty(mingxin)["thread"]
    ran = mingxin("record", "correct", thread, "--set", "违法行为类型=未按规定明码标价", "--reason", "笔误")
    assert ran.code == 0, ran.err
    assert penalty(mingxin)["values"]["CF_WFXW"] == "未按规定明码标价"
    assert mingxin("record", "correct", thread, "--set", "星座=白羊", "--reason", "x").code == 2
    assert mingxin("record", "withdraw", thread, "--reason", "心情不好", "--case", "x").code == 2
    number = re.search(r"信息 ([0-9a-f]{32}) 已更正", ran.out).group(1)
    assert number != thread, "what is said is the number by which the public knows it; either is taken"
    revoked = ("--reason", "决定被撤销", "--case", "（2026）云行终1号")
    ran = mingxin("record", "withdraw", number, *revoked)
    assert (ran.code, "请填写本单位作出决定或者收到裁决、判决的日期" in ran.err) == (2, True), "as the desk refuses it"
    ran = mingxin("record", "withdraw", number, *revoked, "--ruled-on", str(today()))
    assert (ran.code, "撤回时限：按期" in ran.out) == (0, True), ran
    assert penalty(mingxin)["state"] == "withdrawn"
    ran = mingxin("record", "erase", thread, "--ground", "个人信息保护法第四十七条，决定书1号")
    assert ran.code == 0, ran.err
    assert (penalty(mingxin)["state"], penalty(mingxin)["values"]) == ("erased", {})
    proof = mingxin("ledger", "verify", "--records", "--json")
    assert (proof.code, proof.json["holds"]) == (0, True)


def test_a_report_is_issued_and_verified_without_the_home(mingxin, on, tmp_path, home):
    paper = tmp_path / "r.pdf"
    issued = mingxin("report", PARTY, "-o", paper, "--json")
    assert issued.code == 0, issued.err
    elsewhere = on(tmp_path / "nowhere")
    certificate = home.with_name("var-keys") / "signing-cert.pem"
    genuine = elsewhere("verify", paper, "--trust", certificate, "--json")
    assert (genuine.code, genuine.json["number"]) == (0, issued.json["number"])
    assert mingxin("verify", paper).code == 0
    assert elsewhere("verify", paper).code == 3
    data = bytearray(paper.read_bytes())
    data[len(data) // 2] ^= 1
    paper.write_bytes(data)
    assert mingxin("verify", paper).code == 1
    assert not (tmp_path / "nowhere").exists()


def test_a_report_that_cannot_be_written_is_refused_before_it_is_made(mingxin):
    assert (
        mingxin("report", PARTY, "-o", "/no/such/folder/r.pdf", "--json").json["refused"]["code"]
        == "output.not_writable"
    )


def test_calendar_and_criteria(mingxin, tmp_path):
    year = tmp_path / "2027.csv"
    fixed = ["2027-01-01", "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-02-09", "2027-04-05"]
    fixed += ["2027-05-01", "2027-05-02", "2027-06-09", "2027-09-15", "2027-10-01", "2027-10-02", "2027-10-03"]
    year.write_text("日期,是否工作日,说明\n" + "".join(f"{day},否,\n" for day in fixed), "utf-8")
    ran = mingxin("calendar", "import", year, "--source", "国办发明电〔2026〕0号", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["year"] == 2027
    assert mingxin("calendar", "import", year, "--source", "国办发明电〔2026〕0号").code == 2
    lines = tmp_path / "k.csv"
    lines.write_text(
        "类别,金额下限(万元),金额上限(万元),失信程度,是否公开,依据\n罚款,,1,一般,是,裁量基准第3条\n", "utf-8"
    )
    ran = mingxin("criteria", "import", lines, "--unit", UNIT, "--from", "2026-01-01", "--json")
    assert ran.json["lines"] == 1, ran.err
    (line,) = mingxin("criteria", "list", "--json").json["criteria"]
    assert (line["category"], line["below_wan"], line["is_public"]) == ("罚款", "1", True)
    assert "不满 1 万元" in mingxin("criteria", "list").out


def test_no_identity_number_reaches_any_output(mingxin, sheet):
    number = "429913199003070016"
    file = sheet({"行政相对人代码_1（统一社会信用代码）": number, "行政处罚决定书文号": "云市监罚〔2026〕7号"})
    for more in ((), ("--json",)):
        ran = mingxin("intake", file, "--item", "admin_penalty", "--unit", UNIT, "--dry-run", *more)
        assert number not in ran.out + ran.err
    ran = mingxin("subject", number, "--matter", "核对", "--json")
    assert ran.code == 2
    assert number not in json.dumps(ran.json, ensure_ascii=False) + re.sub(r"\s", "", ran.err)


def test_an_erased_record_is_nowhere_in_the_home(own, sheet, tmp_path):
    home, mingxin = own
    facts = "当事人在仓库私设暗门一事甲乙丙丁戊己。"
    file = sheet({"违法事实": facts, "行政处罚决定书文号": NUMBER})
    for _ in range(2):
        assert mingxin("intake", file, "--item", "admin_penalty", "--unit", UNIT).code == 0
    assert mingxin("report", PARTY, "-o", tmp_path / "r.pdf").code == 0
    thread = penalty(mingxin)["thread"]
    assert any(facts.encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())
    ran = mingxin("record", "erase", thread, "--ground", "个人信息保护法第四十七条，决定书1号", "--json")
    assert ran.code == 0, ran.err
    assert (ran.json["originals"], ran.json["reports"], ran.json["scrubbed"]) == (2, 1, True)
    assert [path for path in home.rglob("*") if path.is_file() and facts.encode() in path.read_bytes()] == []
    assert not list((home / "papers").glob("??/*"))
    assert mingxin("doctor", "--full", "--json").code == 0
    assert mingxin("backup", tmp_path, "--json").code == 0
    assert mingxin("ledger", "verify", "--records", "--json").json["holds"]


def test_erasure_says_what_it_reached_and_what_it_cannot(own):
    _, mingxin = own
    thread = mingxin("subject", PARTY, "--matter", "核对", "--json").json["records"][0]["thread"]
    ran = mingxin("record", "erase", thread, "--ground", "个人信息保护法第四十七条，决定书1号")
    assert ran.code == 0, ran.err
    assert "报送原件 1 份已销毁密钥" in ran.out
    for place in ("此前的备份", "已经交给他人的副本", "主体的名称"):
        assert place in ran.out

import pytest

from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import CUT_MARK
from tests.spec.spellings import PLAIN


def test_a_refusal_carries_what_a_program_and_a_person_need() -> None:
    refusal = Refusal("batch.too_large", "批次超过一万行。", "请分成几个文件上传。", rows=12_000)
    assert refusal.as_dict() == {
        "code": "batch.too_large",
        "message": "批次超过一万行。",
        "remedy": "请分成几个文件上传。",
        "data": {"rows": 12_000},
    }
    assert str(refusal) == "批次超过一万行。请分成几个文件上传。"


def test_what_a_refusal_quotes_holds_no_identity_number() -> None:
    refusal = Refusal("x.y", f"找不到文件 {PLAIN[:6]} {PLAIN[6:]}.csv。", f"请核对“{PLAIN}”。", typed=PLAIN, row=3)
    assert (refusal.message, refusal.remedy) == (f"找不到文件 {CUT_MARK}.csv。", f"请核对“{CUT_MARK}”。")
    assert refusal.data == {"typed": CUT_MARK, "row": 3}
    assert PLAIN not in repr(refusal)


def test_a_refusal_without_remedy_has_an_empty_one() -> None:
    assert Refusal("x.y", "不予受理。").remedy == ""


@pytest.mark.parametrize(
    ("code", "expected"),
    [("batch.altered", True), ("catalogue.altered", True), ("vault.altered", False), ("file.empty", False)],
)
def test_what_was_altered_is_nobodys_fault(code: str, expected: bool) -> None:
    assert Refusal(code, "").is_of_altered_rows is expected

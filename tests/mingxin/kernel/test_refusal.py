from mingxin.kernel.refusal import Refusal


def test_a_refusal_carries_what_a_program_and_a_person_need() -> None:
    refusal = Refusal("batch.too_large", "批次超过一万行。", "请分成几个文件上传。", rows=12_000)
    assert refusal.as_dict() == {
        "code": "batch.too_large",
        "message": "批次超过一万行。",
        "remedy": "请分成几个文件上传。",
        "data": {"rows": 12_000},
    }
    assert str(refusal) == "批次超过一万行。请分成几个文件上传。"


def test_a_refusal_without_remedy_has_an_empty_one() -> None:
    assert Refusal("x.y", "不予受理。").remedy == ""

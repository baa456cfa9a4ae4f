"""Whether two subjects may be taken for one organisation."""

from dataclasses import dataclass

from mingxin.kernel.refusal import Refusal


@dataclass(frozen=True)
class Party:
    """One of the two. `is_by_person`: treated as a sole trader is (charter 2.7). `is_registered`: by the register."""

    subject_id: int
    code: str
    is_by_person: bool
    is_registered: bool


def refuse_merging(gone: Party, into: Party) -> None:
    """Raises Refusal where the one must not go into the other."""
    if gone.code == into.code:
        raise Refusal("merge.same_code", "两个代码相同，不需要归并。", "请填写要归并的另一个代码。")
    if gone.subject_id == into.subject_id:
        raise Refusal("merge.merged_before", "两个代码已经归并为同一主体。")
    if gone.is_by_person != into.is_by_person:
        raise Refusal(
            "merge.protection",
            "一方按个体工商户保护，另一方不是，不能归并：归并会改变信息的公示范围。",
            "请核对两者是否确为同一主体；名称或者类型登记有误的，请先由登记单位更正。",
        )
    if gone.is_registered and into.is_registered:
        raise Refusal(
            "merge.both_registered",
            "两个代码在登记机关各有一条有效的登记信息，平台不能认定为同一主体。",
            "确为同一主体的，请先由登记单位撤回其中一条登记信息，再办理归并。",
        )
    if gone.is_registered:
        raise Refusal(
            "merge.keep_registered",
            "要并走的一方在登记机关有登记信息，应当保留它。",
            "请对调两个代码：把没有登记信息的一方并入有登记信息的一方。",
        )

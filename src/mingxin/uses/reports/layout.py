"""The ten sections of the national layout, and which items stand in which (domain: 公共信用信息报告标准 2022)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """Items that stand under one heading. Without items: information that no item of this platform collects."""

    title: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    number: int
    title: str
    groups: tuple[Group, ...]


ADVICE = 9
SECTIONS = (
    Section(
        1,
        "行政管理信息",
        (
            Group("行政许可", ("admin_licence",)),
            Group("行政处罚", ("admin_penalty",)),
            Group(
                "其他行政行为",
                (
                    "admin_coercion",
                    "admin_confirmation",
                    "admin_collection",
                    "admin_payment",
                    "admin_adjudication",
                    "admin_compensation",
                    "admin_reward",
                    "admin_inspection",
                ),
            ),
        ),
    ),
    Section(2, "诚实守信相关荣誉信息", (Group("荣誉和表彰", ("honour",)), Group("纳税信用A级"), Group("海关高级认证"))),
    Section(3, "严重失信主体名单信息", (Group("失信被执行人", ("court_defaulter",)), Group("其他严重失信主体名单"))),
    Section(4, "经营异常名录（状态）信息", (Group("经营异常名录", ("abnormal_operation",)),)),
    Section(5, "信用承诺及履行情况信息", (Group("信用承诺"),)),
    Section(6, "信用评价结果信息", (Group("公共信用综合评价"),)),
    Section(7, "司法裁判及执行信息", (Group("司法判决"),)),
    Section(8, "其他信息", (Group("合同履行信息", ("utility_payment",)), Group("知识产权等信息"))),
    Section(ADVICE, "信用状况提升建议", ()),
    Section(10, "公共信用信息地方补充内容", (Group("地方补充目录信息"),)),
)

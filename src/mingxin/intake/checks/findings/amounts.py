"""Findings about numbers and amounts of money."""

from typing import Final

from mingxin.intake.checks.finding_type import ERROR, NOTE, WARNING, FindingType

_EXAMPLE: Final = "0.2（即 2000 元）"

AMOUNTS: Final = (
    FindingType(
        "number.unreadable",
        ERROR,
        "无法识别的数字",
        message="“{name}”填写的“{value}”无法识别为数字。",
        remedy="请只填写阿拉伯数字，不要写文字说明。",
        example=_EXAMPLE,
        explanation="金额列只能填数字；说明性的文字请写在处罚内容或备注中。",
    ),
    FindingType(
        "number.negative",
        ERROR,
        "金额是负数",
        message="“{name}”填写的“{value}”是负数。",
        remedy="请填写正数；撤销或者变更原决定的，请使用“撤回”或更正，不要用负数冲抵。",
        example=_EXAMPLE,
        explanation="金额不能为负。",
    ),
    FindingType(
        "number.decimals",
        ERROR,
        "小数位数过多",
        message="“{name}”填写的“{value}”有 {detail} 位小数，最多 6 位。",
        remedy="请四舍五入到 6 位小数（即 1 分钱）。",
        example=_EXAMPLE,
        explanation="以万元为单位时，6 位小数已经精确到分。",
    ),
    FindingType(
        "number.too_large",
        ERROR,
        "数字过大",
        message="“{name}”填写的“{value}”超过了 12 位整数的上限。",
        remedy="请核对是否多录了几位，或误把代码、日期填入了金额列。",
        example=_EXAMPLE,
        explanation="国家数据标准规定金额整数部分最多 12 位。",
    ),
    FindingType(
        "money.unit_in_cell",
        NOTE,
        "金额单位已换算",
        message="“{name}”填写的“{value}”带有单位，已换算为 {normal} 万元。",
        remedy="请确认换算结果正确；以后请只填数字，单位是万元。",
        example=_EXAMPLE,
        explanation="这一列以万元为单位，单元格里写明“元”“万元”的会自动换算。",
    ),
    FindingType(
        "money.yuan_for_wan",
        ERROR,
        "把元当成了万元",
        message="“{name}”填写的是 {value}（万元），而“{other}”中写的是 {value} 元。",
        remedy="这一列的单位是万元，应填写 {right}。",
        example=_EXAMPLE,
        explanation="把 2000 元填成 2000，公示出来就成了 2000 万元，会严重损害当事人。",
    ),
    FindingType(
        "money.unlikely",
        WARNING,
        "金额异常大",
        message="“{name}”是 {value} 万元，金额异常大，“{other}”中也没有写明这一数额。",
        remedy="请核对单位是否应为元；确实如此的，不需要改正。",
        example=_EXAMPLE,
        explanation="超过 1000 万元而文字中找不到相同数额的，请人工核对一次。",
    ),
    FindingType(
        "money.fine_disagrees",
        WARNING,
        "罚款金额与处罚内容不一致",
        message="“{name}”是 {value} 万元，即 {yuan} 元，而“{other}”中写的罚款是 {named} 元。",
        remedy="请对照决定书：应为 {named} 元的，改“{name}”；应为 {yuan} 元的，改“{other}”。确实如此的，不需要改正。",
        example=_EXAMPLE,
        explanation="罚款的数额与文字对不上，公示出来会互相矛盾。文字没有写明罚款数额，或者按日、按比例、按倍数计算的，不作比对。",
    ),
    FindingType(
        "money.above_believable",
        WARNING,
        "金额超出可信范围",
        message="“{name}”是 {value} 万元，超过了单笔 {limit} 万元的可信范围。",
        remedy="请核对单位是否应为元；确实如此的，不需要改正。",
        example=_EXAMPLE,
        explanation="可信范围由目录给出，超出的会提醒一次，不影响入库。",
    ),
    FindingType(
        "money.amount_missing",
        ERROR,
        "有此类处罚而没有金额",
        message="“{category_name}”中有“{word}”，但“{name}”没有填写或为 0。",
        remedy="请按决定书补填金额，单位是万元；没有这类处罚的，请从“{category_name}”中删去“{word}”。",
        example=_EXAMPLE,
        explanation="处罚类别与金额要互相对得上。",
    ),
    FindingType(
        "money.category_missing",
        ERROR,
        "有金额而没有此类处罚",
        message="“{name}”填了 {value}，但“{category_name}”中没有“{word}”。",
        remedy="请在“{category_name}”中补上“{word}”，用分号隔开；没有这笔款项的，请清空金额。",
        example="警告;罚款",
        explanation="处罚类别与金额要互相对得上。",
    ),
)

"""The words that cards may use: national classes, levels, conditions, cross-field checks; stated here once."""

from collections.abc import Mapping

# Source: national-catalogue-2024 art. 分类. Eight of the thirteen names are recalled.
NATIONAL_CLASSES: tuple[str, ...] = (
    "登记注册基本信息",
    "司法裁判及执行信息",
    "行政管理信息",
    "职称和职业信息",
    "经营（活动）异常名录（状态）信息",
    "严重失信主体名单信息",
    "合同履行信息",
    "信用承诺及履行情况信息",
    "信用评价结果信息",
    "遵守法律法规情况信息",
    "诚实守信相关荣誉信息",
    "知识产权信息",
    "经营主体自愿提供的信用信息",
)

LEVELS: Mapping[str, str] = {"national": "国家", "provincial": "省级", "city": "市级"}
DISCLOSURES: Mapping[str, str] = {"public": "公开", "government": "政务共享", "authorised": "授权查询"}
CYCLES: Mapping[str, str] = {
    "daily": "每日",
    "weekly": "每周",
    "monthly": "每月",
    "quarterly": "每季度",
    "yearly": "每年",
}
STANDINGS: Mapping[str, str] = {"read": "已核对原文", "recalled": "待核实"}
EFFECTS: tuple[str, ...] = ("record", "registration")

SOURCE_LEVELS: Mapping[str, str] = {
    "law": "法律",
    "regulation": "行政法规",
    "state_council": "党中央、国务院政策文件",
    "ministry_rule": "部门规章",
    "local_regulation": "地方性法规",
    "standard": "标准",
    "policy": "规范性文件",
    "judicial": "司法解释",
}
# Source: sc-office-2020-49 art. （一）. A behaviour becomes a record only by law, regulation or such a document.
GROUNDING_LEVELS: frozenset[str] = frozenset({"law", "regulation", "state_council"})
LOCAL_GROUND = "local_regulation"

# What `required` may name besides always and never, and what each means. intake evaluates them.
CONDITIONS: Mapping[str, str] = {
    "kind_is_organisation": "相对人类别为法人及非法人组织时必填",
    "kind_has_uscc": "相对人为法人、非法人组织或者个体工商户时必填",
    "category_has_fine": "处罚类别含罚款时必填",
    "category_has_confiscation": "处罚类别含没收违法所得或者没收非法财物时必填",
    "category_has_suspension": "处罚类别含暂扣或者吊销许可证件时必填",
}
REQUIRED_WORDS: Mapping[str, str] = {"always": "必填", "never": "选填", **CONDITIONS}

# Cross-field checks and what each needs. `fields` lists the arguments that must name a field of the card.
CHECKS: Mapping[str, tuple[str, ...]] = {
    "decided_not_future": ("field",),  # not after the day of reporting
    "decided_after": ("field", "day"),  # not before `day` (ISO)
    "date_order": ("first", "last"),  # first <= last where both are filled
    "fine_in_text": ("amount", "text"),  # 万元 in `amount` that is 元 in `text`
    "category_amount": ("category", "amount", "words"),  # an amount is given but no category of `words`
    "name_code_pair": ("name", "code"),  # the code's unit has this name
    "claimed_end": ("field",),  # an end that contradicts the rule: compared, never used
}
CHECK_ARGUMENTS_NOT_FIELDS: frozenset[str] = frozenset({"day", "words"})

BELIEVABLE: Mapping[str, str] = {
    "rows_at_most": "一批最多的行数，超过时提醒",
    "amount_wan_at_most": "单笔金额上限（万元），超过时提醒",
    "years_back_at_most": "日期最多早于报送日的年数，超过时提醒",
}
BELIEVABLE_AT_MOST: Mapping[str, int] = {
    "rows_at_most": 10_000_000,
    "amount_wan_at_most": 1_000_000_000,
    "years_back_at_most": 200,
}

PUBLICITY_METHODS: tuple[str, ...] = ("valid_span", "severity", "months", "standing", "not_public")
SEVERITIES: Mapping[str, str] = {"minor": "轻微", "ordinary": "一般", "serious": "严重"}
# The rules of publicity.yaml under which nothing is ever shown. The tables know them by name too, so a new one takes a
# migration.
NEVER_SHOWN_RULES: tuple[str, ...] = ("authorised_only", "not_public")
# What an item that is read with authorisation may have no field for (charter: payment information is never negative,
# and where water, power and gas are used is somebody's address).
NOT_FOR_AUTHORISED: tuple[str, ...] = (
    "欠", "逾期", "违约", "滞纳", "催缴", "催收", "停供", "停水", "停电", "停气", "停机",
    "黑名单", "失信", "地址", "住址", "住所", "户号", "用户编号", "表号",
)  # fmt: skip

"""What the keys and values of a card are called in Chinese."""

from collections.abc import Mapping
from typing import Final

from mingxin.rulebook.cards import FieldType, Nature, Role, SubjectKind

KIND_WORDS: Final[Mapping[SubjectKind, str]] = {
    SubjectKind.ENTERPRISE: "企业",
    SubjectKind.ORGANISATION: "其他组织",
    SubjectKind.SOLE_TRADER: "个体工商户",
    SubjectKind.NATURAL_PERSON: "自然人",
}
NATURE_WORDS: Final[Mapping[Nature, str]] = {
    Nature.NEGATIVE: "失信信息",
    Nature.NEUTRAL: "一般信息",
    Nature.POSITIVE: "守信信息",
}
EFFECT_WORDS: Final[Mapping[str, str]] = {"record": "信用信息", "registration": "登记信息（建立和更新主体）"}

CARD_WORDS: Final[Mapping[str, str]] = {
    "name": "事项名称",
    "class_name": "国家目录类别",
    "level": "目录层级",
    "source_row": "目录出处",
    "basis": "设定依据",
    "standing": "核对状态",
    "owner": "责任单位",
    "kinds": "适用主体",
    "nature": "信息性质",
    "disclosure": "共享范围",
    "publicity": "公示规则",
    "retention": "保存期限",
    "deadline_workdays": "报送时限",
    "cycle": "报送频次",
    "record_key": "信息主键",
    "headline": "列表显示的内容",
    "effect": "信息用途",
    "sole_trader_public": "个体工商户默认公示",
    "believable": "合理范围",
    "in_force_from": "启用日",
    "in_force_until": "终止日（当日起不再归集）",
    "checks": "跨栏核对",
    "ignored_columns": "略过的列",
}
FIELD_WORDS: Final[Mapping[str, str]] = {
    "name": "名称",
    "type": "格式",
    "length": "最大长度",
    "required": "填写要求",
    "role": "含义",
    "aliases": "别名",
    "joined_from": "并入的旧列",
    "code_set": "代码集",
    "many": "可填多个值",
    "public": "公示",
    "cut": "收到即删除",
    "filter": "可作筛选项",
    "optional_column": "可以没有这一列",
    "element": "国家数据元编号",
    "example": "示例",
    "hint": "填写提示",
}
TYPE_WORDS: Final[Mapping[FieldType, str]] = {
    FieldType.TEXT: "文字",
    FieldType.CODE: "编号",
    FieldType.USCC: "统一社会信用代码",
    FieldType.DATE: "日期",
    FieldType.NUMBER: "数字",
}
CHECK_WORDS: Final[Mapping[str, str]] = {
    "decided_not_future": "决定日期不晚于报送日",
    "decided_after": "日期不早于某日",
    "date_order": "两个日期的先后",
    "fine_in_text": "金额与正文一致",
    "category_amount": "类别与金额相符",
    "name_code_pair": "单位名称与代码相符",
    "claimed_end": "所填截止期与规则比对",
}
ROLE_WORDS: Final[Mapping[Role, str]] = {
    Role.NAME: "主体名称",
    Role.KIND: "主体类别",
    Role.USCC: "主体的统一社会信用代码",
    Role.REGISTRATION_NUMBER: "工商注册号",
    Role.ORGANISATION_CODE: "组织机构代码",
    Role.LEGAL_REPRESENTATIVE: "法定代表人",
    Role.DOCUMENT_NUMBER: "文号",
    Role.DOCUMENT_TITLE: "文书名称",
    Role.CATEGORY: "类别",
    Role.CONDUCT: "行为类型",
    Role.FACTS: "事实",
    Role.GROUNDS: "所引依据",
    Role.CONTENT: "内容",
    Role.FINE_WAN: "罚款金额",
    Role.CONFISCATED_WAN: "没收金额",
    Role.DECIDED_ON: "决定日期",
    Role.SERVED_ON: "送达日期",
    Role.VALID_FROM: "有效期起",
    Role.VALID_UNTIL: "有效期止",
    Role.CLAIMED_END: "所填截止期（只比对）",
    Role.REMOVED_ON: "移出日期",
    Role.STATUS: "状态",
    Role.ORGAN: "决定机关",
    Role.ORGAN_CODE: "决定机关代码",
    Role.SOURCE: "来源单位",
    Role.SOURCE_CODE: "来源单位代码",
    Role.REMARK: "备注",
    Role.PROCEDURE: "程序类型",
    Role.SEVERITY: "失信程度",
    Role.PUBLIC: "是否公开",
    Role.REASON: "理由",
    Role.ESTABLISHED_ON: "成立日期",
    Role.ORGANISATION_TYPE: "主体类型",
    Role.CAPITAL: "注册资本",
    Role.ADDRESS: "住所",
    Role.SCOPE: "经营范围",
    Role.INDUSTRY: "行业",
    Role.FORMER_NAME: "曾用名",
    Role.CHANGED_ON: "变更日期",
    Role.REGION: "所在地区",
}


def clause(article: str) -> str:
    """Where in a document, as one reads it after the document's name: an article, an item, or what it rules on."""
    if article.startswith("（"):
        return f"第{article}项"
    return article if article.startswith(("第", "附件")) else f"关于“{article}”的规定"

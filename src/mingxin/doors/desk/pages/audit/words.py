"""Acts and objects of the ledger in words. An act that is not named here is shown by its code."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from mingxin.archive.models.change import ChangeKind
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.routing import registered
from mingxin.intake.models import BatchState

ACTS: Final[Mapping[str, str]] = {
    "access.address_closed": "网络地址暂停登录",
    "access.address_opened": "网络地址恢复登录",
    "access.add_person": "建立账户",
    "access.add_region": "登记区划",
    "access.add_unit": "登记单位或职权",
    "access.contract_staff": "标注合同制人员",
    "access.deactivated": "停用账户",
    "access.end_post": "结束岗位",
    "access.end_power": "终止职权",
    "access.end_unit": "单位终止",
    "access.found_altered": "账户与记载不符，拒绝登录",
    "access.give_post": "安排岗位",
    "access.give_power": "登记职权",
    "access.guarded": "账户被多处试登录",
    "access.import_powers": "导入权责清单",
    "access.let_act_for": "登记代为报送",
    "access.locked": "账户锁定或者部分地址暂停登录",
    "access.move_unit": "单位变更区划",
    "access.password_changed": "修改口令",
    "access.password_reset": "重置口令",
    "access.reactivated": "恢复账户",
    "access.rename_unit": "单位更名",
    "access.second_factor_begun": "开始设置动态验证码",
    "access.second_factor_codes_renewed": "更换恢复码",
    "access.second_factor_dropped": "作废未完成的动态验证码",
    "access.second_factor_enrolled": "启用动态验证码",
    "access.second_factor_recovered": "使用恢复码",
    "access.second_factor_resealed": "动态验证码改由新的会话密钥封存",
    "access.second_factor_reset": "重置动态验证码",
    "access.sign_in_ended": "结束他人登录",
    "access.sign_in_failed": "登录失败",
    "access.signed_in": "登录",
    "access.signed_out": "退出",
    "access.stop_acting_for": "停止代为报送",
    "access.undo_import": "撤销导入权责清单",
    "access.unlocked": "解除锁定或者恢复登录",
    "catalogue.drop_card": "移出目录草稿事项",
    "catalogue.drop_draft": "作废目录草稿",
    "catalogue.load_calendar": "导入工作日历",
    "catalogue.open_draft": "新建目录草稿",
    "catalogue.put_card": "目录草稿放入事项",
    "catalogue.put_draft_in_force": "目录草稿启用",
    "catalogue.put_in_force": "目录版本启用",
    "catalogue.reopen_draft": "目录草稿重新打开",
    "catalogue.return_draft": "目录草稿退回",
    "catalogue.schedule_draft": "目录草稿定期启用",
    "clock.confirm": "确认系统时钟",
    "clock.tick": "记录平台在运行",
    "criteria.import": "导入口径表",
    "desk.download": "下载文件",
    "desk.export": "导出列表",
    "intake.adopt_proposal": "采用关联建议",
    "intake.answer_question": "答复公示依据问题",
    "intake.carry_out_ruling": "裁决登记办结",
    "intake.choose_item": "选择事项",
    "intake.close_questions": "注明不再补报",
    "intake.declare_none": "声明本期无",
    "intake.decline_proposal": "不采用关联建议",
    "intake.dismiss_ruling": "取消裁决登记",
    "intake.explain_doubt": "说明原因",
    "intake.forget": "删除批次内容",
    "intake.grant_power": "认可职权",
    "intake.hand_over": "批次移交",
    "intake.hand_over_all": "工作交接",
    "intake.make_marked": "生成错误标注表",
    "intake.mend": "在线修改",
    "intake.move_due_days": "顺延待入库数据的时限",
    "intake.note_doubt": "审阅说明",
    "intake.propose_link": "提出关联建议",
    "intake.put_doubt_back": "说明退回审阅",
    "intake.refuse_power": "不认可职权",
    "intake.register_ruling": "登记撤销裁决",
    "intake.reopen_proposal": "关联建议恢复待决定",
    "intake.reopen_questions": "恢复待补报",
    "intake.revoke_none": "撤销本期无",
    "intake.set_review": "调整审核开关",
    "intake.take_back": "批次退回原经办人",
    "intake.take_back_all": "撤销工作交接",
    "intake.undo_mend": "撤销在线修改",
    "intake.undo_proposal": "撤回关联建议",
    "jobs.ask": "安排后台工作",
    "jobs.resume": "继续后台工作",
    "jobs.stop": "停止后台工作",
    "ledger.accept_restored": "认可从备份恢复",
    "ledger.begin_signing": "封印开始签名",
    "ledger.take_stock": "清点登记",
    "ledger.verified": "核验操作日志",
    "list.read": "查阅列表中未公示的信息",
    "notices.read": "阅读消息",
    "notices.send": "发送消息",
    "oversight.month_report": "编制月报",
    "oversight.recall_reminder": "收回催报",
    "oversight.remind": "催报",
    "record.read": "查阅信息",
    "report.destroy": "销毁信用报告",
    "report.issue": "出具信用报告",
    "row.read": "查阅批次中的行",
    "rulebook.announce_outage": "公告停机",
    "rulebook.revoke_outage": "撤销停机公告",
    "seed.demonstration": "标记为演示数据",
    "seed.scene": "布置演示用的工作",
    "subject.read": "查阅主体档案",
    "vault.follow_days": "原始文件到期登记或者销毁",
    **{f"archive.{kind.value}": f"档案：{kind.label}" for kind in ChangeKind},
    **{f"intake.{state.value}": f"批次：{state.label}" for state in BatchState},
}
OBJECTS: Final[Mapping[str, str]] = {
    "address": "网络地址",
    "batch": "批次",
    "calendar_edition": "工作日历",
    "catalogue_draft": "目录草稿",
    "change": "变更",
    "due_days": "报送时限",
    "edition": "目录版本",
    "handover": "交接",
    "installation": "安装",
    "job": "后台工作",
    "ledger": "操作日志",
    "list": "列表",
    "login": "未知账户名",
    "month_report": "月报",
    "notice": "消息",
    "originals": "原始文件",
    "outage": "停机公告",
    "person": "账户",
    "power_import": "权责清单导入",
    "record": "信息",
    "region": "区划",
    "reminder": "催报通知",
    "report": "信用报告",
    "scene": "演示场景",
    "subject": "主体",
    "unit": "单位",
}


_ONE: Final = frozenset({"due_days", "ledger", "originals"})  # of which there is one, or all at once: they need no key
_ITEMS: Final = ("item", "items", "powers")  # under these a detail may name items of the catalogue


def items_in_words(detail: Mapping[str, object]) -> dict[str, object]:
    """The same detail with the catalogue's items by name; a code that the catalogue does not have stays."""
    names = item_names()
    return {key: _named(value, names) if key in _ITEMS else value for key, value in detail.items()}


def _named(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, list):
        return [_named(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


@cache
def _purposes() -> dict[str, str]:
    from mingxin.doors.desk.urls import urlpatterns

    return {one.name: one.purpose for one in registered(urlpatterns)}


def act_in_words(action: str) -> str:
    return ACTS.get(action, action)


def object_in_words(kind: str, key: str) -> str:
    named = OBJECTS.get(kind, kind)
    if kind == "list":  # its key is the name of an address; a reader knows the page by what it is for
        page = _purposes().get(key.removeprefix("desk:"), "")
        return f"{named}：{page}" if page else named
    return named if kind in _ONE else f"{named} {key}".strip()

"""What a visitor can try as each of the demonstration's people: said only of scenes that were played."""

from collections.abc import Container
from typing import Final

ALWAYS: Final = ""  # needs no scene
# login → what is said, each with the scene that it needs
HINTS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "shijian-jingban": (
        ("file_to_upload", "上传“待上传”文件夹中的处罚表：修改、提交"),
        ("ready", "一批有常见错误的处罚待提交"),
        ("corrected", "一条已更正"),
    ),
    "shijian-jingban-b": ((ALWAYS, "B 岗，代理同事至两周后；合同制人员，只能担任经办人"),),
    "shijian-shenhe": (("ready", "放行市场监管局提交的批次（先以 shijian-jingban 提交）"),),
    "shijian-guanli": ((ALWAYS, "建立账户、重置口令、安排 A/B 岗、交接"),),
    "jiaotong-shenhe": (("waiting_for_review", "待审核三批，到期日各不相同"),),
    "jiaotong-jingban": (("withdrawn_wrong_report", "一条误报的许可已撤回"),),
    "huanjing-jingban": (
        ("returned", "一批被审核人退回，页面写明理由"),
        ("withdrawn_in_time", "一条处罚按期撤回"),
    ),
    "yingji-jingban": (
        ("refused", "一个文件被整体拒收，页面写明原因和办法"),
        ("withdrawn_late", "一条处罚逾期撤回"),
    ),
    "renshe-jingban": (("withdrawn", "一批由本单位撤回"),),
    "chengguan-jingban": (("left_behind", "一批已入库，另有疑问行和未关联行待补报；信用办已提出建议"),),
    "zhujian-jingban": (("asks_publicity", "公示依据问题等待答复"),),
    "nongye-jingban": (("doubted_again", "一批重复出现同样的情况，已作说明，信用办会看到"),),
    "weijian-jingban": (("doubted", "一批须先说明原因才能提交"),),
    "fagai-jingban": (("item_unclear", "一个文件须先选择事项"),),
    "chengjiang-jiaotong-jingban": (("late", "县局，有迟报的批次"),),
    "chengjiang-nongye-jingban": (
        (ALWAYS, "县局"),
        ("nothing_to_report", "行政许可已声明“本期无”"),
        ("power_unknown", "一批报送的事项没有职权登记，等信用办核实"),
    ),
    "xinyongban": ((ALWAYS, "市信用办：看板、催报、疑问和未关联数据、单位和职权、目录"),),
    "chengjiang-xinyong": (
        (ALWAYS, "县信用办：只看本县，月度看板列出本月尚未报送的单位和事项"),
        ("power_unknown", "有一项职权疑问待答复"),
    ),
    "xitong": ((ALWAYS, "系统管理员：建立单位管理员账户"),),
    "anquan": ((ALWAYS, "安全管理员：权限表、登录情况、解除锁定"),),
    "shenji": ((ALWAYS, "审计员：查阅、核验、导出操作日志"),),
}


def hint_of(login: str, played: Container[str]) -> str:
    """What there is to try as this account, "" where there is nothing."""
    return "；".join(words for scene, words in HINTS.get(login, ()) if scene == ALWAYS or scene in played)

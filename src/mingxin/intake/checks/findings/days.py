"""Findings about dates, terms and the deadline of reporting."""

from typing import Final

from mingxin.intake.checks.finding_type import ERROR, NOTE, WARNING, FindingType

_EXAMPLE: Final = "2026/11/05"

DAYS: Final = (
    FindingType(
        "date.unreadable",
        ERROR,
        "无法识别的日期",
        message="“{name}”填写的“{value}”无法识别为日期。",
        remedy="请按“年/月/日”的格式填写一个日期。",
        example=_EXAMPLE,
        explanation="可以写成 2026/11/05、2026-11-05、2026.11.5、20261105 或 2026年11月5日。",
    ),
    FindingType(
        "date.no_such_day",
        ERROR,
        "没有这一天",
        message="“{name}”填写的“{value}”：{detail}",
        remedy="请对照决定书改正月份或日期。",
        example=_EXAMPLE,
        explanation="例如 2 月 30 日、13 月，日历上并不存在。",
    ),
    FindingType(
        "date.zero",
        ERROR,
        "日期其实是空的",
        message="“{name}”显示为“{value}”，这是表格软件用空白或 0 换算出来的日期。",
        remedy="请对照决定书填写真实日期；没有日期的，请清空这一格。",
        example=_EXAMPLE,
        explanation="空白格设为日期格式或由系统导出时，会变成 1899-12-30、1899-12-31 或 1900-01-00。",
    ),
    FindingType(
        "date.serial",
        NOTE,
        "日期序号已换算",
        message="“{name}”填写的是表格软件的日期序号 {value}，已读作 {normal}。",
        remedy="请确认换算后的日期正确；以后请把该列设为日期或文本格式。",
        example=_EXAMPLE,
        explanation="表格软件在内部用天数表示日期，格式丢失后就只剩下一个五位数。",
    ),
    FindingType(
        "date.no_end",
        NOTE,
        "长期已换算成日期",
        message="“{name}”填写的是“{value}”，已读作 {normal}，表示长期有效。",
        remedy="不需要改正。",
        example="2099/12/31",
        explanation="按国家数据标准，长期有效的填 2099/12/31；写“长期”“长期有效”“永久”“无固定期限”的，平台照此换算。",
    ),
    FindingType(
        "date.future",
        ERROR,
        "日期在将来",
        message="“{name}”是 {day}，晚于今天（{today}）。",
        remedy="请对照决定书核对年份和月份。",
        example=_EXAMPLE,
        explanation="决定作出之前不能报送。",
    ),
    FindingType(
        "date.too_early",
        ERROR,
        "日期过早",
        message="“{name}”是 {day}，早于 {earliest}，不可能是真实的日期。",
        remedy="请对照决定书核对年份。",
        example=_EXAMPLE,
        explanation="早于有关制度开始实施之日的日期，多半是年份录错。",
    ),
    FindingType(
        "date.long_ago",
        WARNING,
        "日期很久远",
        message="“{name}”是 {day}，距今已超过 {years} 年。",
        remedy="请核对年份；确实如此的，不需要改正。",
        example=_EXAMPLE,
        explanation="超过目录给出的可信年限的日期会提醒一次，请留意是否录错。",
    ),
    FindingType(
        "date.order",
        ERROR,
        "日期先后颠倒",
        message="“{name}”（{day}）早于“{other}”（{other_day}）。",
        remedy="请对照决定书核对这两个日期。",
        example="2026/11/05",
        explanation="有效期止不能早于有效期起，送达不能早于作出决定。",
    ),
    FindingType(
        "term.never_used",
        NOTE,
        "填写的期限不会采用",
        message="“{name}”填写的是 {day}，长于规定的公示期；公示期由规则计算，不采用这一日期。",
        remedy="不需要改正；公示从何时起、到何时止，入库后可在记录中查看。",
        example="",
        explanation="公示期从决定之日起按国家规定计算，到期自动停止。表中“2099/12/31”之类的日期只作比对。",
    ),
    FindingType(
        "deadline.late",
        WARNING,
        "超过报送期限",
        message="决定日期是 {day}，应在 {due} 前（含当日）报送，现已超过 {late} 个工作日。",
        remedy="迟报不影响入库，不需要改正；今后请在作出决定之日起 {workdays} 个工作日内报送。",
        example="",
        explanation="决定当日不计，按国务院公布的工作日历逐个工作日计算，最后一日仍算按时。",
    ),
)

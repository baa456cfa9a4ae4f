"""Every command, its words and its options. Light: nothing of the platform is loaded to show help.

A command names its handler as "module:function" of this package; `main` loads it when it is called for.
`needs` says what must be there first: nothing, the settings, or an initialised home.
`writes`: seal the ledger afterwards.
"""

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from mingxin.cli.speaking import Parser

OLDER = "数据取自较早的备份：账本止于密钥目录中的见证之前，只作说明，不算断裂"
EPILOG = """数据目录由环境变量 MINGXIN_HOME 指定（缺省为 ./var）；
数据库由 MINGXIN_DATABASE_URL 指定（缺省为数据目录内的 SQLite）。
第一次使用请先运行 mingxin init。
退出码：0 已办理；1 检查不通过；2 整体拒绝；3 不能确认签发；64 用法有误；
70 意外错误；130 被中断（Ctrl-C）。"""

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[Parser]


def _day(text: str) -> date:
    from mingxin.kernel.dates import DateProblem, parse_date

    try:
        return parse_date(text)
    except DateProblem as problem:
        raise argparse.ArgumentTypeError(f"“{text}”{problem.detail}") from None


def _said(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("没有写内容")
    return text.strip()


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.replace("，", ",").split(",") if code.strip()]


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}”不是数字")
    return int(text)


def build() -> Parser:
    parser = Parser(prog="mingxin", description="明信：一座城市的公共信用信息平台。", epilog=EPILOG)
    parser.add_argument("--version", action="store_true", help="显示版本")
    commands: Commands = parser.add_subparsers(metavar="命令", title="命令")
    for group in (_installation, _units, _accounts, _intake, _records, _papers, _ledger, _upkeep):
        group(commands)
    return parser


def _command(
    commands: "Commands",
    name: str,
    words: str,
    handler: str,
    *,
    needs: str = "home",
    writes: bool = False,
    json: bool = False,
) -> Parser:
    parser = commands.add_parser(name, help=words, description=f"{words}。")
    parser.set_defaults(handler=handler, needs=needs, writes=writes, json=False)
    if json:
        parser.add_argument("--json", action="store_true", help="在标准输出打印一个 JSON 对象")
    return parser


def _group(commands: "Commands", name: str, words: str) -> "Commands":
    parser = commands.add_parser(name, help=words, description=f"{words}。")
    return parser.add_subparsers(metavar="命令", title="命令", required=True)


def _installation(commands: "Commands") -> None:
    init = _command(
        commands, "init", "建立数据目录、密钥和数据库，启用目录；可以重复运行", "founding:init", needs="settings"
    )
    init.add_argument("--no-next", action="store_true", help="不提示下一步做什么（供自行完成后续步骤的脚本使用）")
    doctor = _command(
        commands, "doctor", "检查本机安装有什么问题、怎样处理", "doctor:doctor", needs="settings", json=True
    )
    doctor.add_argument("--full", action="store_true", help="完整校验账本和全部信用信息（数据多时较慢）")
    doctor.add_argument("--older", action="store_true", help=OLDER)
    manage = _command(commands, "manage", "运行 Django 自带的管理命令", "management:manage", needs="settings")
    manage.add_argument("arguments", nargs=argparse.REMAINDER, metavar="…", help="交给 Django 的命令和参数")


def _units(commands: "Commands") -> None:
    unit = _group(commands, "unit", "报送单位及其职权")
    add = _command(unit, "add", "登记报送单位和它可以报送的事项", "units:add", writes=True, json=True)
    add.add_argument("uscc", metavar="代码", help="单位的统一社会信用代码")
    add.add_argument("name", metavar="名称", help="单位全称")
    add.add_argument(
        "--items",
        type=_codes,
        default=[],
        metavar="事项,事项",
        help="事项代码，用逗号分开；不报送数据的单位（例如信用办所在单位）可以不写",
    )
    add.add_argument("--region", default="", metavar="区划", help="6 位行政区划代码；缺省为本市")
    add.add_argument("--region-name", default="", metavar="名称", help="区划第一次出现时的名称")
    add.add_argument("--ground", default="权责清单", metavar="依据", help="职权的依据；缺省“权责清单”")
    add.add_argument("--from", dest="held_from", type=_day, metavar="日期", help="职权从哪天起；缺省为 2000-01-01")
    add.add_argument("--acts-for", default="", metavar="代码", help="它代哪个单位报送")
    _command(unit, "list", "列出报送单位及其职权", "units:list_", json=True)


def _accounts(commands: "Commands") -> None:
    account = _group(commands, "account", "工作台的账户：系统、安全、审计管理员，以及无法登录时的重置")
    add = _command(
        account, "add", "建立一名平台管理员（其他账户在工作台里建立）", "accounts:add", writes=True, json=True
    )
    add.add_argument("login", metavar="账户名", help="本人的账户名，例如姓名全拼")
    add.add_argument("name", metavar="姓名", help="本人的姓名")
    add.add_argument(
        "--role",
        required=True,
        choices=["system", "security", "audit"],
        metavar="岗位",
        help="system 系统管理员、security 安全管理员或 audit 审计员，须由三个人分别担任",
    )
    reset = _command(account, "reset", "重置一个账户的口令和动态验证码", "accounts:reset", writes=True, json=True)
    reset.add_argument("login", metavar="账户名", help="账户名，见 account list")
    _command(account, "list", "列出账户和岗位", "accounts:list_", json=True)


def _intake(commands: "Commands") -> None:
    intake = _command(
        commands, "intake", "核验一个报送文件，并将合格的信息入库", "batches:intake", writes=True, json=True
    )
    intake.add_argument("file", type=Path, metavar="文件", help="xlsx、xls 或 csv 文件")
    intake.add_argument("--item", required=True, metavar="事项", help="事项代码，例如 admin_penalty")
    intake.add_argument("--unit", required=True, metavar="代码", help="报送单位的统一社会信用代码")
    intake.add_argument("--errors", type=Path, metavar="文件.xlsx", help="把标明问题的表格写到这里，改后可以直接重报")
    intake.add_argument("--dry-run", action="store_true", help="只核验，不入库")
    question = _group(commands, "question", "待答复的公示依据问题")
    _command(question, "list", "列出待答复的问题", "batches:list_questions", json=True)
    answer = _command(question, "answer", "答复一个问题", "batches:answer_question", writes=True, json=True)
    answer.add_argument("id", type=_number, metavar="编号", help="问题的编号，见 question list")
    answer.add_argument(
        "--severity", required=True, choices=["轻微", "一般", "严重"], metavar="程度", help="轻微、一般或严重"
    )
    answer.add_argument("--public", required=True, choices=["是", "否"], metavar="是|否", help="是否公示")
    answer.add_argument("--reason", required=True, metavar="理由", help="依据的裁量基准、行业标准等")
    criteria = _group(commands, "criteria", "各单位确认的处罚分档口径")
    load = _command(criteria, "import", "导入一个单位的口径表", "batches:import_criteria", writes=True, json=True)
    load.add_argument(
        "file", type=Path, metavar="文件.csv", help="类别,金额下限(万元),金额上限(万元),失信程度,是否公开,依据"
    )
    load.add_argument("--unit", required=True, metavar="代码", help="单位的统一社会信用代码")
    load.add_argument("--item", default="admin_penalty", metavar="事项", help="事项代码；缺省 admin_penalty")
    load.add_argument("--from", dest="in_force_from", type=_day, required=True, metavar="日期", help="从哪天起施行")
    _command(criteria, "list", "列出现行口径", "batches:list_criteria", json=True)
    terms = _group(commands, "terms", "公示期限")
    _command(
        terms,
        "apply",
        "公示期限缩短后，已入库的信息改用较短的期限（只缩短，不延长）",
        "batches:apply_terms",
        writes=True,
        json=True,
    )
    calendar = _group(commands, "calendar", "工作日历")
    year = _command(calendar, "import", "导入一年的放假安排", "calendars:import_year", writes=True, json=True)
    year.add_argument("file", type=Path, metavar="文件.csv", help="日期,是否工作日,说明")
    year.add_argument("--source", required=True, metavar="依据", help="放假通知的名称和文号")
    year.add_argument("--edition", default="", metavar="版本", help="版本名称；缺省用文件名")


def _records(commands: "Commands") -> None:
    subject = _command(
        commands, "subject", "查看一个主体在档的信息（查看会记入账本）", "subjects:subject", writes=True, json=True
    )
    subject.add_argument("uscc", metavar="代码", help="统一社会信用代码")
    subject.add_argument(
        "--matter",
        type=_said,
        required=True,
        metavar="事由",
        help="为何查看；记入账本，主体问起时据此答复，例如“答复某某咨询”",
    )
    subject.add_argument(
        "--as-of",
        type=_day,
        metavar="日期",
        help="回看：只列在这一天有效的信息，须是今天或以前；不写则列出在档的全部，状态截至今天",
    )
    subject.add_argument(
        "--known-at",
        type=_number,
        metavar="变更",
        help="回看：按第几次变更时所知回答，其后的更正、撤回不算在内；不写则按现在所知",
    )
    record = _group(commands, "record", "更正、撤回或依法删除一条信息")
    for name, words in (
        ("correct", "更正一条信息的内容"),
        ("withdraw", "撤回一条信息"),
        ("erase", "依法删除一条信息的内容"),
    ):
        parser = _command(record, name, words, f"amending:{name}", writes=True, json=True)
        parser.add_argument("number", metavar="编号", help="信息编号，见 mingxin subject")
        _amendment(name, parser)


def _amendment(name: str, parser: Parser) -> None:
    if name == "correct":
        parser.add_argument("--set", action="append", required=True, metavar="字段=内容", help="要改的字段；可以写多次")
        parser.add_argument("--reason", required=True, metavar="理由", help="更正的理由和依据")
    elif name == "withdraw":
        parser.add_argument("--reason", required=True, metavar="原因", help="例如 决定被撤销、报送错误")
        parser.add_argument("--case", required=True, metavar="文书", help="所依据的文书或事项编号")
        parser.add_argument(
            "--ruled-on",
            type=_day,
            metavar="日期",
            help="单位作出决定、收到裁决或判决的日期，三个工作日从次日起算；只有“报送错误”可以不写",
        )
    else:
        parser.add_argument("--ground", required=True, metavar="依据", help="法律条款和决定文书")


def _papers(commands: "Commands") -> None:
    report = _command(commands, "report", "签发一份公共信用信息报告", "papers:report", writes=True, json=True)
    report.add_argument("uscc", metavar="代码", help="统一社会信用代码")
    report.add_argument("-o", "--output", type=Path, required=True, metavar="文件.pdf", help="写到哪里")
    verify = _command(
        commands, "verify", "核验一份报告（不需要数据库和网络）", "verifying:verify", needs="nothing", json=True
    )
    verify.add_argument("file", type=Path, metavar="文件.pdf", help="要核验的文件")
    verify.add_argument(
        "--trust", type=Path, action="append", metavar="证书", help="信任的证书（PEM 或 DER）；可以写多次"
    )


def _ledger(commands: "Commands") -> None:
    ledger = _group(commands, "ledger", "账本")
    verify = _command(ledger, "verify", "校验账本，指出第一处断裂", "ledgers:verify", json=True)
    verify.add_argument("--records", action="store_true", help="连同全部信用信息、目录、登记和已出具的报告一起校验")
    verify.add_argument("--older", action="store_true", help=OLDER)
    accept = _command(
        ledger,
        "accept",
        "从较早的备份恢复之后，认可账本止于备份之时，并写入账本",
        "ledgers:accept_restored",
        writes=True,
        json=True,
    )
    accept.add_argument("--reason", required=True, metavar="理由", help="恢复的经过：用的是哪一天的备份、为什么恢复")


def _upkeep(commands: "Commands") -> None:
    clock = _group(commands, "clock", "系统时钟")
    confirm = _command(
        clock, "confirm", "核对时间后确认系统时钟，此后到期原件照常销毁", "clocks:confirm", writes=True, json=True
    )
    confirm.add_argument("--name", required=True, metavar="姓名", help="由谁核对")
    confirm.add_argument("--reason", required=True, metavar="理由", help="怎样核对的、为什么与账本对不上")
    serve = _command(commands, "serve", "启动网站", "serving:serve", writes=True)
    serve.add_argument(
        "--door", default="all", choices=["portal", "desk", "all"], metavar="门", help="portal、desk（工作台）或 all"
    )
    serve.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听地址；缺省 127.0.0.1")
    serve.add_argument("--port", type=_number, default=8000, metavar="端口", help="缺省 8000")
    serve.add_argument("--workers", type=_number, default=2, metavar="个数", help="进程数；缺省 2")
    serve.add_argument("--no-worker", action="store_true", help="不在旁边启动后台任务进程（另行运行 mingxin work 时）")
    work = _command(commands, "work", "办理后台任务：检查报送文件、入库、生成表格", "working:work", writes=True)
    work.add_argument("--once", action="store_true", help="办完队列里现有的任务就结束")
    backup = _command(commands, "backup", "备份数据（不含密钥）", "backups:backup", json=True)
    backup.add_argument("target", type=Path, metavar="目录或文件", help="目录，或以 .tar.gz 结尾的文件")
    restore = _command(
        commands, "restore", "把备份恢复到一个空的数据目录", "restoring:restore", needs="nothing", json=True
    )
    restore.add_argument("file", type=Path, metavar="备份", help="mingxin backup 写的 .tar.gz 文件")
    restore.add_argument("--into", type=Path, metavar="目录", help="恢复到哪里；缺省为 MINGXIN_HOME")

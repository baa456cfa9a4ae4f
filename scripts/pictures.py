"""Take the pictures of docs/manual from the running product: a small invented city, walked through as its people.

The browser's own words (dates, choosing a file) are Chinese where its languages are installed (Debian: chromium-l10n).
"""

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingxin.config.settings")
django.setup()

from playwright.sync_api import Page  # noqa: E402

from mingxin.kernel.clock import today  # noqa: E402 - needs the set-up above
from scripts.picture_taking import PHONE, SITE, Picture, Step, city, take_all  # noqa: E402
from seed.desk_people import accounts  # noqa: E402
from seed.desk_work import FILE_TO_UPLOAD, TO_UPLOAD  # noqa: E402

PICTURES: Final = Path(__file__).parent.parent / "docs" / "manual" / "pictures"
WORKING: Final = "#progress[hx-get], #proof-progress"


def go(path: str) -> Step:
    return lambda page, _: page.goto(SITE + path)


def follow(words: str, nth: int = 0) -> Step:
    return lambda page, _: page.locator("main").get_by_role("link", name=words).nth(nth).click()


def open_row(nth: int = 0) -> Step:
    return lambda page, _: page.locator("main tbody a").nth(nth).click()


def press(words: str) -> Step:
    return lambda page, _: page.locator("main").get_by_role("button", name=words).first.click()


def fill(label: str, text: str) -> Step:
    return lambda page, _: page.get_by_label(label).first.fill(text)


def tick(label: str, nth: int = 0) -> Step:
    return lambda page, _: page.locator("main").get_by_label(label).nth(nth).check()


def choose(label: str, option: str | int) -> Step:
    """By its words, or by its place in the list."""
    by = {"index": option} if isinstance(option, int) else {"label": option}
    return lambda page, _: page.get_by_label(label).first.select_option(**by)  # type: ignore[arg-type]


def put(label: str, was: str, becomes: str) -> Step:
    """Other words in place of some in a field."""

    def step(page: Page, _: Path) -> None:
        field = page.get_by_label(label).first
        text = field.input_value()
        if was not in text:
            raise SystemExit(f"✗ {was!r} does not stand in {label}")
        field.fill(text.replace(was, becomes, 1))

    return step


def wait(page: Page, _: Path) -> None:
    """Until the work that the page shows is done and shown."""
    page.locator(WORKING).first.wait_for(state="detached", timeout=90_000)
    page.wait_for_load_state("networkidle")


def drop_file(page: Page, files: Path) -> None:
    page.set_input_files("#files", files / TO_UPLOAD / FILE_TO_UPLOAD)


def bring_powers(page: Page, files: Path) -> None:
    """The list of powers as the office downloads it, with a new power and an end in it."""
    with page.expect_download() as download:
        page.get_by_role("link", name="下载现有清单").click()
    path = files / "权责清单.csv"
    download.value.save_as(path)
    lines = path.read_text("utf-8-sig").splitlines()
    line = next(number for number, text in enumerate(lines) if "城市管理" in text)
    unit = ",".join(lines[line].split(",")[:2])
    lines[line] = lines[line].rstrip(",") + f",{today().year}-12-31"
    lines.append(f"{unit},行政奖励,云泽市权责清单（2026年版）第18项,{today().year}-01-01,")
    path.write_text("\n".join(lines) + "\n", "utf-8-sig")
    page.set_input_files("input[type=file]", path)


def name_of(login: str) -> str:
    return next(account.name for account in accounts() if account.login == login)


SHOWN_PENALTIES: Final = (
    go("/desk/records/"), choose("事项", "行政处罚"), choose("状态", "公示中"), press("筛选"), open_row(),
)  # fmt: skip
# In this order: what one of them does, the next ones find done.
TABLE: Final = (
    Picture("denglu", "", (go("/desk/sign-in/"),), (".who", "main > .card")),
    Picture("dongtai-yanzhengma", "shijian-jingban-b", (go("/desk/mine/second-factor/"),)),
    Picture("jinri-daiban", "chengguan-jingban", (go("/desk/"),), ("body",), height=950),
    Picture("bubao", "chengguan-jingban", (go("/desk/batches/"), follow("行政处罚_执法队")),
            ("main > :first-child", ".acts.main")),
    Picture("benqi-wu", "chengguan-jingban", (go("/desk/"),), ("section:has(#items-title)",)),
    Picture("gongshi-yiju", "zhujian-jingban", (
        go("/desk/questions/"), open_row(), tick("一般"), tick("公示"),
        fill("理由", "《云泽市住房和城乡建设行政处罚裁量基准》第八条"),
    )),
    Picture("jieguo", "shijian-jingban", (go("/desk/"), drop_file, press("上传并检查"), wait),
            ("main > :first-child", ".twocol"), height=840),
    Picture("zaixian-xiugai", "shijian-jingban", (), ("#rows",), height=640),
    Picture("caiyong-jianyi", "shijian-jingban", (press("采用"), wait), ("#said", "#rows"), height=420),
    Picture("tijiao", "shijian-jingban", (press("提交审核"), wait), height=560),
    Picture("gengzheng", "shijian-jingban", (
        *SHOWN_PENALTIES, follow("更正"), put("违法事实", "等证据证实", "、检验报告等证据证实"),
        fill("更正理由", "录入有漏项，已按决定书核对。"), press("核对更正内容"),
    )),
    Picture("chehui", "shijian-jingban", (
        *SHOWN_PENALTIES, follow("撤回"), tick("决定被撤销"),
        fill("依据的文书或者案号", "云复决〔2026〕12号行政复议决定书"),
        fill("决定或者收到裁决的日期", f"{today() - timedelta(days=1)}"), wait,
    ), ("section:has(#clock)",)),
    Picture("daishenhe", "jiaotong-shenhe", (go("/desk/review/"),)),
    Picture("shenhe-chabie", "jiaotong-shenhe", (go("/desk/review/"), follow("第三批")), width=PHONE, height=1150),
    Picture("fangxing", "jiaotong-shenhe", (tick("已作保密审查"),), ("#release",), width=PHONE),
    Picture("quanze-qingdan", "xinyongban", (go("/desk/office/powers/"), bring_powers, press("预览")), height=560),
    Picture("mulu-caogao", "xinyongban", (
        go("/desk/office/drafts/add/"), fill("这次修改什么", "行政处罚缩短报送时限"), press("建立草稿"),
        choose("加入卡片", "行政处罚"), press("加入卡片"),
        put("卡片文字", "deadline_workdays: 7", "deadline_workdays: 5"), press("保存并检查"), follow("返回草稿"),
    )),
    Picture("weiguanlian", "xinyongban", (go("/desk/office/unlinked/"), follow("有限公司", 1)), height=1000),
    Picture("kanban", "xinyongban", (go("/desk/watch/"),)),
    Picture("cuibao", "xinyongban", (tick("催报"), tick("催报", 3), press("催报所选"))),
    Picture("yuebao", "xinyongban", (go(f"/desk/watch/monthly/?yue={today():%Y-%m}"),), height=640),
    Picture("zhiquan-yiwen", "chengjiang-xinyong", (go("/desk/office/power-questions/"), open_row())),
    Picture("jiaofudan", "shijian-guanli", (
        go("/desk/colleagues/add/"), fill("姓名", "林知微"), fill("账户名", "linzhiwei"), tick("经办人"),
        press("建立账户"),
    )),
    Picture("jiaojie", "shijian-guanli", (
        go("/desk/colleagues/"), follow(name_of("shijian-jingban")), follow("工作交接"), choose("交给谁", 1),
        fill("交接的原因", "调往其他科室"), press("下一步"),
    )),
    Picture("zhanghu-anquan", "anquan", (go("/desk/security/accounts/"),), height=560),
    Picture("rizhi-heyan", "shenji", (go("/desk/audit/proof/"), press("开始核验"), wait)),
)  # fmt: skip


def main() -> int:
    with city() as (files, port):
        taken = dict(take_all(TABLE, files, port))
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    for name, png in taken.items():
        (PICTURES / f"{name}.png").write_bytes(png)
        sys.stdout.write(f"docs/manual/pictures/{name}.png  {len(png) / 1024:.0f} KB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

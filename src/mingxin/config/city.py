"""The city's own data for its pages and papers: who runs the site, and where one turns to. Plain: no Django."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from mingxin.kernel.refusal import Refusal

FILE: Final = "city.yaml"
NAMES: Final = {
    "主办单位": "organiser",
    "承办单位": "operator",
    "服务窗口地址": "address",
    "办公时间": "hours",
    "咨询电话": "telephone",
    "政府网站标识码": "site_code",
    "ICP备案号": "icp_number",
    "公安备案号": "police_number",
    "无障碍联系方式": "access_contact",
}


@dataclass(frozen=True)
class City:
    """What `city.yaml` in the home says; "" where it says nothing, and no page may print the hole."""

    organiser: str = ""
    operator: str = ""
    address: str = ""
    hours: str = ""
    telephone: str = ""
    site_code: str = ""
    icp_number: str = ""
    police_number: str = ""
    access_contact: str = ""

    @property
    def window(self) -> str:
        """Where one turns to, to stand after 向: "某某中心（地址，时间，电话）"; "" where nothing is known."""
        telephone = f"电话 {self.telephone}" if self.telephone else ""
        details = "，".join(one for one in (self.address, self.hours, telephone) if one)
        name = self.operator or self.organiser or ("本网站的服务窗口" if details else "")
        return f"{name}（{details}）" if details else name

    @property
    def missing(self) -> tuple[str, ...]:
        """What the file does not say, by the names it is asked for."""
        return tuple(name for name, key in NAMES.items() if not getattr(self, key))


def read_city(home: Path) -> City:
    """An absent file is a city of which nothing is known; a faulty one is refused."""
    file = home / FILE
    if not file.is_file():
        return City()
    try:
        # values as they are written: 07001234567 is no octal number, and 9:00 not 540
        said = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader) or {}  # noqa: S506 - makes text alone
    except (yaml.YAMLError, UnicodeDecodeError):
        raise Refusal(
            "city.unreadable", f"{file} 无法读取。", "请写成“名称: 内容”，一行一项，用 UTF-8 保存。"
        ) from None
    if not isinstance(said, dict) or any(isinstance(value, dict | list) for value in said.values()):
        raise Refusal("city.shape", f"{file} 有误：不是一行一项。", "请写成“名称: 内容”，一行一项，用 UTF-8 保存。")
    if unknown := [str(name) for name in said if name not in NAMES]:
        told = f"{file} 有误：不认识“{'、'.join(unknown)}”。"
        raise Refusal("city.unknown", told, f"可以写：{'、'.join(NAMES)}。")
    given = {NAMES[name]: " ".join(str(value).split()) for name, value in said.items() if value is not None}
    return City(**given)

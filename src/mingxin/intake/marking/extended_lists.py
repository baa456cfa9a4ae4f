"""Drop-downs whose list stands on another sheet: Excel writes them as an extension, which openpyxl drops on loading."""

import posixpath
import zipfile
from pathlib import Path
from typing import Any, Final

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import fromstring

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_X14: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_FORMULA: Final = "{http://schemas.microsoft.com/office/excel/2006/main}"
_KEPT: Final = (
    "type", "errorStyle", "operator", "allowBlank", "showDropDown", "showInputMessage", "showErrorMessage",
    "errorTitle", "error", "promptTitle", "prompt",
)  # fmt: skip


def restore(original: Path, page: Worksheet, name: str) -> None:
    """Give the page the rules that the sheet `name` holds so written, in the plain form that every program reads."""
    with zipfile.ZipFile(original) as archive:
        part = _part_of(archive, name)
        xml = archive.read(part) if part else b""
    if b"dataValidation" not in xml or _X14[1:-1].encode() not in xml:
        return
    for rule in fromstring(xml).iter(f"{_X14}dataValidation"):
        said: dict[str, Any] = {key: rule.get(key) for key in _KEPT if rule.get(key) is not None}
        cells = rule.findtext(f"{_FORMULA}sqref")
        said |= _formulas(rule)
        if cells and "formula1" in said:
            page.add_data_validation(DataValidation(sqref=cells, **said))


def _formulas(rule: Any) -> dict[str, str]:
    texts = {name: rule.findtext(f"{_X14}{name}/{_FORMULA}f") for name in ("formula1", "formula2")}
    return {name: text for name, text in texts.items() if text}


def _part_of(archive: zipfile.ZipFile, name: str) -> str:
    """Where the sheet with this name lies in the package; "" where it cannot be told."""
    book = fromstring(archive.read("xl/workbook.xml"))
    relation = next((one.get(_RELATION) for one in book.iter(f"{_MAIN}sheet") if one.get("name") == name), None)
    targets = {one.get("Id"): one.get("Target") for one in fromstring(archive.read("xl/_rels/workbook.xml.rels"))}
    target = targets.get(relation)
    if target is None:
        return ""
    part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    return part if part in archive.namelist() else ""

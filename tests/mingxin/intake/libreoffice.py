"""Workbooks as LibreOffice saves them again: what a clerk without Excel sends back."""

import shutil
import subprocess
from pathlib import Path

import pytest


def saved_again(path: Path, folder: Path) -> Path:
    """The workbook opened and saved as XLSX by LibreOffice; skips, saying so, where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed: its round trip was not tried")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    target = folder / "again"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", target, path],
        check=True,
        capture_output=True,
    )
    return target / f"{path.stem}.xlsx"

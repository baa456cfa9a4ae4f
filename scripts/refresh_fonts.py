#!/usr/bin/env python
"""Renew the fonts that Mingxin's papers are set in.

Run from the root of the checkout, with npm, apt and dpkg-deb at hand:

    .venv/bin/python scripts/refresh_fonts.py

Two sources, both under the SIL Open Font License 1.1:
- npm package @expo-google-fonts/noto-sans-sc: Noto Sans SC, copied as it is; made for the characters of 通用规范汉字表;
- Debian package fonts-noto-cjk: the ideographs and symbols of Noto Sans CJK SC that Noto Sans SC lacks, cut out into a
  small font under a family name of its own, "Mingxin Rare", so that no reserved name is used for a changed font.
"""

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FOLDER = Path(__file__).resolve().parent.parent / "src" / "mingxin" / "papers" / "fonts"
NPM_PACKAGE = "@expo-google-fonts/noto-sans-sc"
DEBIAN_PACKAGE = "fonts-noto-cjk"
COPIED = {
    "package/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "package/700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
    "package/LICENSE_FONT": "OFL.txt",
}
RARE_FAMILY = "Mingxin Rare"
RARE_POSTSCRIPT = "MingxinRare-Regular"
# What a Chinese decision may hold beyond Noto Sans SC: ideographs of every block, marks, symbols. Not the 11,172
# syllables of Hangul.
RARE_RANGES = (
    (0x00A0, 0x10FF),
    (0x1E00, 0x33FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
    (0x1F100, 0x1F2FF),
    (0x20000, 0x323AF),
)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        copy_main_fonts(room)
        cut_rare_font(room)
    for path in sorted(FOLDER.iterdir()):
        print(f"{path.name:28} {path.stat().st_size:>12,}")


def copy_main_fonts(room: Path) -> None:
    subprocess.run(["npm", "pack", NPM_PACKAGE, "--silent"], cwd=room, check=True)
    (archive,) = room.glob("*.tgz")
    with tarfile.open(archive) as tar:
        for inside, outside in COPIED.items():
            source = tar.extractfile(inside)
            if source is None:
                raise SystemExit(f"{NPM_PACKAGE} no longer holds {inside}")
            with source, (FOLDER / outside).open("wb") as target:
                shutil.copyfileobj(source, target)


def cut_rare_font(room: Path) -> None:
    subprocess.run(["apt-get", "download", DEBIAN_PACKAGE], cwd=room, check=True)
    (archive,) = room.glob("*.deb")
    subprocess.run(["dpkg-deb", "-x", archive.name, "unpacked"], cwd=room, check=True)
    (collection,) = room.glob("unpacked/**/NotoSansCJK-Regular.ttc")
    faces = TTCollection(str(collection), lazy=True).fonts
    face = next(face for face in faces if face["name"].getDebugName(1) == "Noto Sans CJK SC")
    known = set(TTFont(FOLDER / "NotoSansSC-Regular.ttf").getBestCmap())
    wanted = {code for code in face.getBestCmap() if any(low <= code <= high for low, high in RARE_RANGES)} - known
    options = subset.Options(
        layout_features=[], name_IDs=[0, 13, 14], notdef_outline=True, hinting=False, desubroutinize=True
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(face)
    rename(face)
    face.save(FOLDER / f"{RARE_POSTSCRIPT}.otf")


def rename(face: TTFont) -> None:
    names = {1: RARE_FAMILY, 2: "Regular", 3: RARE_POSTSCRIPT, 4: RARE_FAMILY, 5: "Version 1.0", 6: RARE_POSTSCRIPT}
    for key, value in names.items():
        face["name"].setName(value, key, 3, 1, 0x409)
    compact = face["CFF "].cff
    compact.fontNames = [RARE_POSTSCRIPT]
    top = compact.topDictIndex[0]
    top.FamilyName = RARE_FAMILY
    top.FullName = RARE_FAMILY


if __name__ == "__main__":
    main()

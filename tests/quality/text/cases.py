"""The cases that text matching is scored on, and the lists they are scored against.

Own cases: documented imitations (facts, with where they were reported) and hand-made ones, honest
texts, and seeded evasions of our brand list. Where `../shared/data/text` is present its imitations
and titles are used too. Case files and titles are split by hash into a development half, which may
be looked at, and a held-out half.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from casework.brand import Mark, MarkKind, Name, ProtectedBrand
from casework.settings import MatchSettings
from matchers.watchlist import Watchlist
from tests.quality.text.evasions import evasions, is_chinese

HERE = Path(__file__).parent
SHARED = HERE.parents[3] / "shared" / "data" / "text"
SEED = 1
MOST_A_KIND = 150
ALIASES = frozenset({"alias", "zh_nick", "lat_abbr"})
"""Strengths and kinds of imitations that only a list of aliases can know."""

LITERAL = frozenset({"replica words"})
"""Kinds of documented rows that hold the mark literally: they are judged, not looked for."""

LATIN_FRAMES = (
    "{} running shoes men size 42",
    "new {} bag with box",
    "buy {} original quality",
    "2024 fashion {} women's top free shipping",
    "hot sale {} wholesale factory outlet",
    "men's T-shirt {} cotton short sleeve, black",
    "{}",
    "(lot of 2) {} 250 ml x 3",
    "跨境爆款 {} 同款 女包",
    "外贸{}男士卫衣 大码",
)
HAN_FRAMES = (
    "{} 正品 包邮 整箱",
    "新款{} 家用 礼盒装",
    "2024 {} 官方同款 500g",
    "{}",
    "正品{}旗舰店同款特价包邮",
    "厂家直销 {}女士时尚百搭 秋冬新款",
    "【{}】买二送一 量大从优",
    "夏季男款{}透气网面运动休闲",
    "超市同款{}1000ml*6瓶",
    "老牌子{}，送礼送长辈",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One text that means a brand. `group` is where it comes from, `strength` how surely it imitates."""

    group: str
    kind: str
    brand: str
    text: str
    strength: str = ""

    @property
    def derivable(self) -> bool:
        """Whether the spelling follows from the mark: slang and abbreviations do not."""
        return not {self.strength, self.kind} & ALIASES

    @property
    def language(self) -> str:
        """The script of the mark."""
        return "Chinese" if is_chinese(self.brand) else "English"


@dataclass(frozen=True, slots=True)
class HonestText:
    """One text that no reviewer should be shown; `expected` says whether it holds a mark literally."""

    text: str
    expected: str
    why: str


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a tab-separated file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def held_out(text: str) -> bool:
    """Whether a text belongs to the half that is scored and not looked at."""
    return bool(hashlib.sha256(text.encode()).digest()[0] % 2)


def half(text: str) -> str:
    """The name of the half that a text belongs to."""
    return "held out" if held_out(text) else "development"


def watchlist(named: Iterable[tuple[str, str]]) -> Watchlist:
    """A watchlist of brand names with their kind of mark."""
    brands = [ProtectedBrand(name, name, "", (_mark(name, kind),)) for name, kind in named]
    return Watchlist.build(brands, {}, MatchSettings(), date(2026, 11, 22))


def _mark(name: str, kind: str) -> Mark:
    places = (name[:2],) if kind == MarkKind.GEOGRAPHICAL_INDICATION else ()
    return Mark("m", MarkKind(kind), (Name(name),), place_names=places)


def own_list() -> list[tuple[str, str]]:
    """Our brand list: names of well-known brands and geographical indications."""
    return [(row["brand"], row["kind"]) for row in rows(HERE / "brands.tsv")]


def full_list() -> list[tuple[str, str]]:
    """Our list with the shared one where it is present: about 1,200 names."""
    own = own_list()
    if not SHARED.exists():
        return own
    known = {name for name, _ in own}
    shared = dict.fromkeys(row["brand"] for row in rows(SHARED / "brands.tsv"))
    return own + [(name, "word") for name in shared if name not in known]


def generated() -> Iterator[Case]:
    """Seeded evasions of our brand list in frames like titles."""
    random = Random(SEED)
    for kind, brand, spelling in evasions([name for name, _ in own_list()], SEED, MOST_A_KIND):
        frame = random.choice(HAN_FRAMES if is_chinese(brand) else LATIN_FRAMES)
        yield Case("generated", kind, brand, frame.format(spelling))


def documented() -> Iterator[Case]:
    """Our file of documented and hand-made imitations."""
    for row in rows(HERE / "documented.tsv"):
        yield Case("documented", row["kind"], row["brand"], row["text"], row["strength"])


def shared_imitations() -> Iterator[Case]:
    """The shared documented imitations, where they are present."""
    if SHARED.exists():
        for row in rows(SHARED / "known_imitations.tsv"):
            text = f"{row['imitation']} {row['product_words']}"
            yield Case("shared", row["kind"], row["brand"], text)


def honest() -> list[HonestText]:
    """Our file of honest texts."""
    return [
        HonestText(row["text"], row["expected"], row["why"]) for row in rows(HERE / "honest.tsv")
    ]


def clean_titles() -> list[str]:
    """The shared real titles that hold no imitation; none where they are not present."""
    return [row["title"] for row in rows(SHARED / "clean_titles.tsv")] if SHARED.exists() else []

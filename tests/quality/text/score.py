"""Scores the text matcher by kind and prints what improved or worsened since the frozen run."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from random import Random

from casework.brand import Mark, MarkKind, Name, ProtectedBrand
from casework.settings import MatchSettings
from matchers.match import match_text
from matchers.watchlist import Watchlist
from tests.quality.text.evasions import evasions

HERE = Path(__file__).parent
REFERENCE = HERE / "reference.json"
SHARED = HERE.parents[3] / "shared" / "data" / "text"
SEEDS = (1, 2, 3)
LATIN_FRAMES = ("{} running shoes men size 42", "new {} bag with box", "buy {} original quality")
HAN_FRAMES = ("{} 正品 包邮 整箱", "新款{} 家用 礼盒装", "2024 {} 官方同款 500g")

Score = dict[str, tuple[int, int]]
"""For each kind the number found and the number tried."""


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a tab-separated file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def watchlist(named: Iterable[tuple[str, str]]) -> Watchlist:
    """A watchlist of brand names with their kind of mark."""
    brands = [
        ProtectedBrand(
            name,
            name,
            "",
            (
                Mark(
                    "m",
                    MarkKind(kind),
                    (Name(name),),
                    place_names=(name[:2],) if kind[0] == "g" else (),
                ),
            ),
        )
        for name, kind in named
    ]
    return Watchlist.build(brands, {}, MatchSettings(), date(2026, 11, 22))


def own_list() -> list[tuple[str, str]]:
    """Our brand list: names of well-known brands and geographical indications."""
    return [(row["brand"], row["kind"]) for row in rows(HERE / "brands.tsv")]


def found(text: str, brand: str, marks: Watchlist) -> bool:
    """Whether the brand is hit in a text at all."""
    return any(hit.brand == brand for hit in match_text(text, marks).hits)


def recall_of_evasions(marks: Watchlist) -> Score:
    """Recall of the seeded evasions, by kind."""
    score: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for seed in SEEDS:
        random = Random(seed)
        for kind, brand, spelling in evasions([name for name, _ in own_list()], seed):
            frame = random.choice(LATIN_FRAMES if brand.isascii() else HAN_FRAMES)
            score[kind][0] += found(frame.format(spelling), brand, marks)
            score[kind][1] += 1
    return {kind: (hit, tried) for kind, (hit, tried) in score.items()}


def recall_of_documented(marks: Watchlist) -> Score:
    """Recall of documented imitations, by strength and kind."""
    score: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows(HERE / "documented.tsv"):
        hit = found(row["text"], row["brand"], marks)
        for kind in (f"documented {row['strength']}", f"documented: {row['kind']}"):
            score[kind][0] += hit
            score[kind][1] += 1
    return {kind: (hit, tried) for kind, (hit, tried) in score.items()}


def judged(marks: Watchlist) -> tuple[float, float, float, list[str]]:
    """Precision and recall of "should a reviewer see it", and the rate of false non-literal hits."""
    right = wrong = missed = near = 0
    mistakes = []
    for row in rows(HERE / "honest.tsv"):
        answer = match_text(row["text"], marks)
        false_hit = any(not hit.literal for hit in answer.hits)
        near += false_hit
        wrong += answer.flag
        if false_hit or answer.flag:
            mistakes.append(row["text"])
    for _, brand, spelling in evasions([name for name, _ in own_list()], SEEDS[0]):
        frame = (LATIN_FRAMES if brand.isascii() else HAN_FRAMES)[0]
        flagged = match_text(frame.format(spelling), marks).flag
        right += flagged
        missed += not flagged
    honest = len(rows(HERE / "honest.tsv"))
    return right / max(right + wrong, 1), right / (right + missed), near / honest, mistakes


def shared_rows() -> Score:
    """Scores on the shared development data, where it is present: recall by kind, alerts by half."""
    if not (SHARED / "clean_titles.tsv").exists():
        return {}
    names = {row["brand"]: "word" for row in rows(SHARED / "brands.tsv")}
    marks = watchlist([*names.items(), *(item for item in own_list() if item[0] not in names)])
    score: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows(SHARED / "known_imitations.tsv"):
        hit = found(f"{row['imitation']} {row['product_words']}", row["brand"], marks)
        derivable = row["kind"] not in {"zh_nick", "lat_abbr"}
        for kind in (f"shared {row['kind']}", "shared derivable" if derivable else "shared alias"):
            score[kind][0] += hit
            score[kind][1] += 1
    for row in rows(SHARED / "clean_titles.tsv"):
        held_out = hashlib.sha256(row["id"].encode()).digest()[0] % 2
        half = "alerts, held-out titles" if held_out else "alerts, development titles"
        score[half][0] += any(not hit.literal for hit in match_text(row["title"], marks).hits)
        score[half][1] += 1
    return {kind: (hit, tried) for kind, (hit, tried) in score.items()}


def main(*, write_reference: bool = False) -> int:
    """Print every score beside the frozen run's; with `write_reference` freeze this one."""
    marks = watchlist(own_list())
    score = recall_of_evasions(marks) | recall_of_documented(marks) | shared_rows()
    precision, recall, near, mistakes = judged(marks)
    before = json.loads(REFERENCE.read_text("utf-8")) if REFERENCE.exists() else {}
    counts = {"improved": 0, "same": 0, "worsened": 0}
    for kind, (hit, tried) in score.items():
        share = round(hit / tried, 4)
        change = _change(kind, share, before.get(kind))
        counts[change] += 1
        shown = (
            f"{hit * 1000 / tried:6.1f} per 1,000" if kind.startswith("alerts") else f"{share:6.3f}"
        )
        note = "" if change == "same" else f"  {change} from {before[kind]}"
        print(f"{kind:32} {hit:5} of {tried:5}  {shown}{note}")
    print(f"flag precision {precision:.3f}, recall {recall:.3f}; hits on honest texts {near:.3f}")
    for text in mistakes:
        print(f"  honest, yet hit or flagged: {text}")
    print(", ".join(f"{number} {change}" for change, number in counts.items()))
    if write_reference:
        shares = {kind: round(hit / tried, 4) for kind, (hit, tried) in score.items()}
        REFERENCE.write_text(json.dumps(shares, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


def _change(kind: str, share: float, before: float | None) -> str:
    if before is None or share == before:
        return "same"
    better = share < before if kind.startswith("alerts") else share > before
    return "improved" if better else "worsened"

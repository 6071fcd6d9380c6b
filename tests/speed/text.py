"""Speed of the text matcher as a ratio to `rapidfuzz.process.extract` on the same titles and marks.

Lists of 1,000, 10,000 and 100,000 marks are our brand names filled up with seeded coined words and
rare words of the Chinese word list. Titles are seeded too; most hit nothing, as in a real crawl.
"""

from __future__ import annotations

import gc
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from random import Random
from statistics import mean, median
from typing import NamedTuple

import ahocorasick_rs
from rapidfuzz import fuzz, process

from casework.brand import Mark, MarkKind, Name, ProtectedBrand
from casework.settings import MatchSettings
from commands.garbage import no_search_for_garbage
from commands.text_workers import AT_ONCE
from matchers.match import match_text, match_texts
from matchers.text.fold import fold
from matchers.text.index import MarkIndex
from matchers.text.tables import han_powers, latin_words
from matchers.watchlist import Watchlist
from tests.quality.text.cases import SHARED, own_list, rows

SIZES = (1_000, 10_000, 100_000)
GOALS = {1_000: 20, 10_000: 100, 100_000: 500}
BUILD_SIZE, MOST_BUILD_SECONDS, MOST_MEMORY = 10_000, 10, 500
TITLES = 6_000
LINES = 20_000
RUNS = 3
EXTRACTED, LEAST_EXTRACTED = 1_000_000, 100
"""Pairs of a text and a name that `extract` is timed with, before and after, and texts of them: its time
goes with their length, so a few would not do."""
WARMING = 500
"""Other titles that are matched before the clock starts: a process runs slower at its very beginning."""
SYLLABLES = [
    *("ba", "be", "bo", "ca", "co", "da", "di", "do", "fa", "fe", "ga", "go", "ha", "jo"),
    *("ka", "ko", "la", "li", "lo", "ma", "mi", "mo", "na", "ni", "no", "pa", "pe", "ra"),
    *("ri", "ro", "sa", "so", "ta", "ti", "va", "vi", "xa", "za", "zen", "tex", "lux", "dor"),
]


def names(count: int, random: Random) -> list[str]:
    """Brand names: ours, then coined Latin words of 5 to 12 letters and rare Chinese words of 3 and more."""
    found = dict.fromkeys(name for name, _ in own_list())
    words = sorted(word for word, power in han_powers().items() if power <= 1 and len(word) > 2)
    random.shuffle(words)
    while len(found) < count:
        coined = "".join(random.choices(SYLLABLES, k=6))[: random.randrange(5, 13)]
        found.setdefault(coined.title() if random.random() < 0.6 else words.pop())
    return list(found)[:count]


def titles(count: int, random: Random) -> list[str]:
    """Real titles where `../shared/data/text` is present, else made ones."""
    path = SHARED / "clean_titles.tsv"
    if not path.exists():
        return made_titles(count, random)
    real = [row["title"] for row in rows(path)]
    random.shuffle(real)
    return real


def made_titles(count: int, random: Random) -> list[str]:
    """Common words, half English and half Chinese, with numbers; one in ten has a brand."""
    english = [word for word, power in latin_words().items() if power >= 24 and len(word) > 2]
    chinese = sorted(word for word, power in han_powers().items() if power >= 8)
    brands = [name for name, _ in own_list()]
    made = []
    for number in range(count):
        if number % 2:
            words = [*random.choices(english, k=8), str(random.randrange(2000))]
        else:
            words = ["".join(random.choices(chinese, k=12)), str(random.randrange(500)), "ml"]
        if random.random() < 0.1:
            words.insert(random.randrange(3), random.choice(brands))
        made.append(" ".join(words))
    return made


def pieces(texts: Iterable[str]) -> list[list[str]]:
    """The texts as `match text` gets them from a file: so many at once as one read brings."""
    together: list[list[str]] = [[]]
    size = 0
    for text in texts:
        size += len(text.encode()) + 1
        if size > AT_ONCE:
            together.append([])
            size = len(text.encode()) + 1
        together[-1].append(text)
    return together


def rate(work: Callable[[list[str]], object], together: Sequence[list[str]]) -> float:
    """Texts a second of processor time, each done once."""
    started = time.process_time()
    for texts in together:
        work(texts)
    return sum(map(len, together)) / max(time.process_time() - started, 1e-9)


def bare_automaton(listed: list[str]) -> Callable[[list[str]], object]:
    """An exact scan for the folded names and nothing else: what no matcher on it can outrun."""
    patterns = list(dict.fromkeys(map(fold, listed)))
    find = ahocorasick_rs.AhoCorasick(patterns, store_patterns=False).find_matches_as_indexes
    return lambda texts: [find(text, overlapping=True) for text in texts]


class Row(NamedTuple):
    """What one process saw: seconds, texts a second, MiB, and ratios to `extract`."""

    built: float
    loaded: float
    first: float
    second: float
    extract: float
    first_ratio: float
    second_ratio: float
    bare_ratio: float
    memory: float


def measured(size: int, *, singly: bool) -> Row:
    """One process: `extract` is timed before and after ours, because machines change their pace.

    Each text is matched alone if `singly`, else in pieces as the command does it.
    """
    random = Random(size)
    listed, texts = names(size, random), titles(TITLES, random)
    together = [[text] for text in texts] if singly else pieces(texts)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    brands = [ProtectedBrand(n, n, "", (Mark("m", MarkKind.WORD, (Name(n),)),)) for n in listed]
    started = time.perf_counter()
    watchlist = Watchlist.build(brands, {}, MatchSettings(), date(2026, 11, 22))
    built = time.perf_counter() - started
    gc.freeze()  # as `match text` and a crawl do once their list is there

    def match(some: list[str]) -> object:
        if singly:
            return match_text(some[0], watchlist)
        with no_search_for_garbage():
            return match_texts(some, watchlist)

    rate(match, [[text] for text in made_titles(WARMING, random)])
    sample = texts[: max(EXTRACTED // size, LEAST_EXTRACTED)]
    extracts = [extract_rate(listed, sample)]
    first, second = (rate(match, together) for _ in range(2))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
    extracts.append(extract_rate(listed, sample))
    extract = mean(extracts)
    bare = rate(bare_automaton(listed), together)
    with tempfile.TemporaryDirectory() as folder:
        saved = watchlist.marks.save(Path(folder))
        started = time.perf_counter()
        MarkIndex.load(Path(folder), saved)
        loaded = time.perf_counter() - started
    ratios = first / extract, second / extract, bare / extract
    return Row(built, loaded, first, second, extract, *ratios, memory)


def extract_rate(listed: list[str], texts: list[str]) -> float:
    """Texts a second of the naive way."""

    def extract(some: list[str]) -> object:
        return process.extract(some[0], listed, scorer=fuzz.partial_ratio, score_cutoff=85)

    return rate(extract, [[text] for text in texts])


def shown(size: int, row: Row, singly: float) -> str:
    """One row of the table, with what falls short."""
    missed = [
        name
        for name, missing in (
            ("first pass", row.first_ratio < GOALS[size]),
            ("second pass", row.second_ratio < GOALS[size]),
            ("one by one", singly < GOALS[size]),
            ("build", size == BUILD_SIZE and row.built > MOST_BUILD_SECONDS),
            ("memory", row.memory > MOST_MEMORY),
        )
        if missing
    ]
    return (
        f"{size:7,}  {row.built:7.2f}  {row.loaded:6.2f}  {row.first:12,.0f}  {row.second:8,.0f}  "
        f"{row.extract:9.1f}  {row.first_ratio:11.0f}  {row.second_ratio:6.0f}  {singly:10.0f}  "
        f"{GOALS[size]:5}  {row.bare_ratio:6.0f}  {row.memory:9.0f}"
        + (f"  below the floor: {', '.join(missed)}" if missed else "")
    )


def main() -> int:
    """Print the table, and say where a floor is missed; of each figure the middle one of `RUNS` processes.

    Ratios are to `extract` in the same process: of the first pass over the titles and of a second
    one, both in pieces as `match text` does it, and of a first pass title by title; "bare" is the
    ratio of an exact automaton over the folded names alone. Memory is what the list added to the
    process, its building and matching included.
    """
    print(
        "  marks  build s  load s  first pass/s  second/s  extract/s  first ratio  second"
        "  one by one  floor    bare  added MiB"
    )
    for size in SIZES:
        rows = [apart(size, singly=False) for _ in range(RUNS)]
        alone = median(apart(size, singly=True).first_ratio for _ in range(RUNS))
        print(shown(size, Row(*map(median, zip(*rows, strict=True))), alone), flush=True)
    workers()
    return 0


def apart(size: int, *, singly: bool) -> Row:
    """The same in a process of its own, which has seen nothing."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
        return alone.submit(measured, size, singly=singly).result()


def workers() -> None:
    """Print what two processes of `match text` save on 20,000 titles with 1,200 marks."""
    random = Random(1)
    texts = titles(TITLES, random)
    lines = "\n".join((texts * (LINES // len(texts) + 1))[:LINES])
    with tempfile.TemporaryDirectory() as folder:
        brands = Path(folder) / "marks.tsv"
        brands.write_text("\n".join(["brand", *names(1_200, random)]), "utf-8")
        command = [sys.executable, "-m", "markwarden", "match", "text", "--brands", str(brands)]
        for count in (1, 2):
            taken = []
            for given in ("", lines):
                started = time.perf_counter()
                full = [*command, "--workers", str(count)]
                subprocess.run(full, input=given, stdout=subprocess.DEVNULL, text=True, check=True)
                taken.append(time.perf_counter() - started)
            start, whole = taken
            print(
                f"{LINES:,} titles, 1,200 marks, --workers {count}: {whole:.2f} s, "
                f"of which the start takes {start:.2f} s"
            )


if __name__ == "__main__":
    sys.exit(main())

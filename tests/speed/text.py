"""Speed of the text matcher as a ratio to `rapidfuzz.process.extract` on the same titles and marks.

Lists of 1,000, 10,000 and 100,000 marks are our brand names filled up with seeded coined words and
words of the Chinese word list. Titles are seeded too; most hit nothing, as in a real crawl.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from random import Random

from rapidfuzz import fuzz, process

from casework.brand import Mark, MarkKind, Name, ProtectedBrand
from casework.settings import MatchSettings
from matchers.match import match_text
from matchers.text.tables import han_words, latin_words
from matchers.watchlist import Watchlist
from tests.quality.text.cases import SHARED, own_list, rows

SIZES = (1_000, 10_000, 100_000)
GOALS = {1_000: 20, 10_000: 100, 100_000: 500}
TITLES = 6_000
SYLLABLES = ["ba", "be", "bo", "ca", "co", "da", "di", "do", "fa", "fe", "ga", "go", "ha", "jo", "ka", "ko", "la", "li", "lo", "ma", "mi", "mo", "na", "ni", "no", "pa", "pe", "ra", "ri", "ro", "sa", "so", "ta", "ti", "va", "vi", "xa", "za", "zen", "tex", "lux", "dor"]  # fmt: skip


def names(count: int, random: Random) -> list[str]:
    """Brand names: ours, then coined Latin words and Chinese words of two to four characters."""
    found = dict.fromkeys(name for name, _ in own_list())
    words = sorted(word for word, power in han_words().items() if power <= 1 and len(word) > 2)
    random.shuffle(words)
    while len(found) < count:
        coined = "".join(random.choices(SYLLABLES, k=random.randrange(2, 5)))
        found.setdefault(coined.title() if random.random() < 0.6 else words.pop())
    return list(found)[:count]


def titles(count: int, random: Random) -> list[str]:
    """Real titles where `../shared/data/text` is present, else made ones.

    Made titles are common words, half English and half Chinese, with numbers; one in ten has a brand.
    """
    path = SHARED / "clean_titles.tsv"
    if path.exists():
        real = [row["title"] for row in rows(path)]
        random.shuffle(real)
        return real
    english = [word for word, power in latin_words().items() if power >= 24 and len(word) > 2]
    chinese = [word for word, power in han_words().items() if power >= 8]
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


def rate(work: Callable[[str], object], texts: Iterable[str]) -> float:
    """Texts a second of processor time, each done once."""
    done = 0
    started = time.process_time()
    for text in texts:
        work(text)
        done += 1
    return done / max(time.process_time() - started, 1e-9)


def main() -> int:
    """Print the table, and say where a floor is missed."""
    print("  marks   build s  first pass/s  second/s   extract/s  ratio  floor   index MiB")
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for size in SIZES:
        random = Random(size)
        listed, texts = names(size, random), titles(TITLES, random)
        brands = [ProtectedBrand(n, n, "", (Mark("m", MarkKind.WORD, (Name(n),)),)) for n in listed]
        started = time.perf_counter()
        watchlist = Watchlist.build(brands, {}, MatchSettings(), date(2026, 11, 22))
        built = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - start
        ours = rate(lambda text, w=watchlist: match_text(text, w), texts)  # type: ignore[misc]
        again = rate(lambda text, w=watchlist: match_text(text, w), texts)  # type: ignore[misc]
        sample = texts[: max(20, 200_000 // size)]
        theirs = rate(
            lambda text, listed=listed: process.extract(  # type: ignore[misc]
                text, listed, scorer=fuzz.partial_ratio, score_cutoff=85
            ),
            sample,
        )
        ratio = ours / theirs
        note = "" if ratio >= GOALS[size] else "  below the floor"
        print(
            f"{size:7,}  {built:8.2f}  {ours:12,.0f}  {again:8,.0f}  {theirs:10.1f}  {ratio:5.0f}  "
            f"{GOALS[size]:5}  {peak:10.0f}{note}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

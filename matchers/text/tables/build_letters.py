"""Count how likely each letter is after the three before it, in the words that shops write.

    python -m matchers.text.tables.build_letters

Words of `latin_words.tsv`, names of brands and the pinyin of common Chinese words are counted, all
of them tables here, and smoothed by Witten and Bell's way (IEEE Transactions on Information Theory
37, 1991): a context that was followed by many different letters lends more to shorter contexts.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from math import log2
from pathlib import Path

from matchers.text import tables
from matchers.text.tables import (
    END_LETTER,
    LETTER_STEPS,
    LETTERS_BEFORE,
    MOST_LETTER_BITS,
    NEXT_LETTERS,
)

HERE = Path(__file__).parent
NAME, SOURCE = (
    "letters.tsv",
    "counted from latin_words.tsv, known_names.txt, known_names_latin.txt, han_words.tsv, pinyin.tsv",
)

_NAME_WEIGHT, _PINYIN_WEIGHT = 3.0, 2.0  # a name counts like three rare words: brands are like it
_RARE_POWER, _POWER_WEIGHT = 10, 0.3  # what each doubling of a word's frequency adds to its weight
_PINYIN_POWER = 6  # Chinese words from this power on are common

Counts = dict[str, dict[str, float]]
"""For each context how often each letter follows."""


def letters() -> list[str]:
    """The lines of the table: a context of up to three letters, and a character for each letter's bits."""
    counts = _counted()
    lines = []
    for context in sorted(counts):
        bits = (min(-log2(_share(counts, context, c)), MOST_LETTER_BITS) for c in NEXT_LETTERS)
        lines.append(f"{context}\t{''.join(chr(33 + round(b * LETTER_STEPS)) for b in bits)}")
    return lines


def _counted() -> Counts:
    counts: Counts = defaultdict(lambda: defaultdict(float))
    for word, weight in _words():
        padded = "^" * LETTERS_BEFORE + word + END_LETTER
        for place in range(LETTERS_BEFORE, len(padded)):
            for size in range(LETTERS_BEFORE + 1):
                counts[padded[place - size : place]][padded[place]] += weight
    return counts


def _words() -> Iterator[tuple[str, float]]:
    for word, power in tables.all_latin_words():
        yield word, 1 + _POWER_WEIGHT * max(power - _RARE_POWER, 0)
    for name in sorted(tables.known_names()):
        if name.isascii() and name.isalpha():
            yield name, _NAME_WEIGHT
    usual = tables.readings()
    common = {
        "".join(usual.get(character, ("",))[0] for character in word)
        for word, power in tables.han_powers().items()
        if len(word) in (2, 3) and power >= _PINYIN_POWER
    }
    for spelling in sorted(common):
        yield spelling, _PINYIN_WEIGHT


def _share(counts: Counts, context: str, letter: str) -> float:
    """How likely a letter follows a context."""
    base = _share(counts, context[1:], letter) if context else 1 / len(NEXT_LETTERS)
    seen = counts.get(context)
    if seen is None:
        return base
    kinds = len(seen)
    return (seen.get(letter, 0.0) + kinds * base) / (sum(seen.values()) + kinds)


def write(name: str, lines: list[str], source: str) -> None:
    """Write a table and its line among the sources."""
    data = ("\n".join(lines) + "\n").encode()
    (HERE / name).write_bytes(data)
    listed = (HERE / "SOURCES.tsv").read_text("utf-8").splitlines()
    kept = [line for line in listed if not line.startswith(name)]
    kept.append(f"{name}\t{hashlib.sha256(data).hexdigest()}\t{source}")
    (HERE / "SOURCES.tsv").write_text("\n".join(kept) + "\n", "utf-8")


def main() -> None:
    """Write the table and its line among the sources."""
    write(NAME, letters(), SOURCE)


if __name__ == "__main__":
    main()

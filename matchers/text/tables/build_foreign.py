# /// script
# requires-python = ">=3.11"
# dependencies = ["pyspellchecker==0.9.1"]
# ///
"""Collect the common words of other languages than English, from lists counted in film subtitles.

    python -m matchers.text.tables.build_foreign

The lists are those of pyspellchecker, which is read as data (install it with --no-deps).
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
from pathlib import Path

from matchers.text.characters import plain_fold
from matchers.text.tables import latin_words
from matchers.text.tables.build_letters import write

NAME, SOURCE = "foreign_words.tsv", "pyspellchecker 0.9.1 resources (MIT)"

COMMON_IN_ENGLISH = 24
"""Power of its frequency from which a word of English is no word of another language."""

LEAST_SHARE = 1e-6

LANGUAGES = {
    "German": ("de", 8),
    "Spanish": ("es", 0),
    "French": ("fr", 0),
    "Italian": ("it", 0),
    "Dutch": ("nl", 0),
    "Portuguese": ("pt", 0),
}
"""Languages by the code of their list, and letters up to which words of unknown frequency are taken: the
German list has most nouns so."""


def foreign_words(folder: Path) -> list[str]:
    """Each language with its words of at least `LEAST_SHARE`, without accents."""
    english, rows = latin_words(), []
    for language, (code, longest) in LANGUAGES.items():
        counts = json.loads(gzip.decompress((folder / f"{code}.json.gz").read_bytes()))
        least, unknown = LEAST_SHARE * sum(counts.values()), min(counts.values())
        words = {
            "".join(map(plain_fold, word))
            for word, count in counts.items()
            if count >= least or (count == unknown and 4 <= len(word) <= longest)
        }
        kept = {word for word in words if re.fullmatch("[a-z]{2,14}", word)}
        own = sorted(word for word in kept if english.get(word, 0) < COMMON_IN_ENGLISH)
        rows.append(f"{language}\t{' '.join(own)}")
    return rows


def main() -> None:
    """Write the table and its line among the sources."""
    found = importlib.util.find_spec("spellchecker")
    if found is None or found.origin is None:
        raise SystemExit("Install pyspellchecker first.")
    write(NAME, foreign_words(Path(found.origin).parent / "resources"), SOURCE)


if __name__ == "__main__":
    main()

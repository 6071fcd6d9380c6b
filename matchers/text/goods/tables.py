"""The committed tables of goods; `SOURCES.tsv` beside them says where each comes from.

Goods are told apart by the classes of the Nice Classification, 1 to 34 for goods and 35 to 45 for
services. The tables are hand-made from public facts and fitted to no test data. Each is read once a
process, when a watchlist is first built, and never while matching.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from matchers.text.fold import literal_form

_FOLDER = "matchers.text.goods"


def _rows(name: str) -> Iterator[list[str]]:
    lines = resources.files(_FOLDER).joinpath(name).read_text("utf-8").splitlines()
    return (line.split("\t") for line in lines[1:])


def _classes(name: str) -> dict[str, frozenset[int]]:
    return {
        literal_form(word): frozenset(map(int, classes.split())) for word, classes in _rows(name)
    }


@cache
def goods_words() -> Mapping[str, frozenset[int]]:
    """Words that name goods in titles of English, Chinese and a dozen other languages, with their classes.

    Words are as folded texts are read: without accents (`cinturon`), in simplified characters (腕时计),
    ß as b (`fubball`). Left out are those that mean something else in English (German Hose) and those
    that name a mark (French Vetements). The keys are literal forms: lower case, without spaces
    (`powerbank`). A plural that is read as its singular has no row. A longer word goes before those
    within it: 手机壳 before 手机.
    """
    return _classes("words.tsv")


@cache
def known_marks() -> Mapping[str, frozenset[int]]:
    """Widely known names, each way of writing by itself, with the Nice classes of their goods.

    The keys are literal forms (`calvinklein`, `阿迪达斯`). Geographical indications are among them.
    """
    return _classes("known_marks.tsv")


@cache
def class_names() -> Mapping[int, tuple[str, str]]:
    """For each Nice class, 1 to 45, a short heading in English and in Chinese."""
    return {int(number): (english, chinese) for number, english, chinese in _rows("classes.tsv")}

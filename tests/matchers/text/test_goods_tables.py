"""The tables of goods: well formed, hand-checked in places, and read once."""

from __future__ import annotations

import hashlib
from importlib import resources

import pytest

from matchers.text.fold import fold, literal_form
from matchers.text.goods.reader import _singular, goods_reader
from matchers.text.goods.tables import class_names, goods_words, known_marks
from matchers.text.tables import latin_words
from tests.matchers.lists import watch, word_brand

FOLDER = resources.files("matchers.text.goods")
ONE_CHARACTER_WORDS = frozenset("鞋裙裤靴袜")
COMMON_GOODS = frozenset(
    """
    accounting adapter aircraft alarm apparel bag baseball basketball battery beer belt bible bike
    biography boat book bookmark boot bowl cable calculator calendar camera cd chair chocolate clock
    clothes clothing coffee comic computer cup database desk dictionary dildo disk doll dress
    encyclopedia engine fan fiction flag football furniture game golf guitar hardcover hat hockey
    jacket jersey jewellery journal keyboard laptop lens lesson license lighting lingerie linux
    magazine medicine milk mirror monitor motor movie multimedia newspaper notebook novel paint
    painting pan paperback phone photograph piano plate poetry poker poster printer processor pump
    radio remote rice ring ringtone router salt seminar server shirt shoe ski soccer software
    speaker spyware stamp sugar tea telephone television tennis textbook thong tool toy trailer
    truck tutorial unix wallpaper watch wine
    """.split()  # noqa: SIM905 (a list of them would be four times as long)
)
"""Common English words that name goods, as they do in the table."""
TABLES = ("words.tsv", "known_marks.tsv", "classes.tsv")


def rows(name: str) -> list[list[str]]:
    """The cells of a table, its header first."""
    return [line.split("\t") for line in FOLDER.joinpath(name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("words.tsv", ["word", "classes"]),
        ("known_marks.tsv", ["name", "classes"]),
        ("classes.tsv", ["class", "english", "chinese"]),
    ],
)
def test_tables_are_trimmed_and_have_all_columns(name: str, columns: list[str]) -> None:
    """No empty, padded or missing cell, whichever editor wrote the table."""
    header, *body = rows(name)
    assert header == columns
    for row in body:
        assert len(row) == len(columns), row
        assert all(cell and cell == " ".join(cell.split()) for cell in row), row


@pytest.mark.parametrize("name", ["words.tsv", "known_marks.tsv"])
def test_classes_are_numbers_of_the_nice_classification_in_order(name: str) -> None:
    """Class numbers are 1 to 45, each once, in rising order."""
    for word, classes in rows(name)[1:]:
        numbers = [int(number) for number in classes.split(" ")]
        assert numbers == sorted(set(numbers)), word
        assert all(1 <= number <= 45 for number in numbers), word


@pytest.mark.parametrize("name", ["words.tsv", "known_marks.tsv"])
def test_no_two_rows_fold_to_the_same_key(name: str) -> None:
    """A second row would silently replace the first."""
    seen: dict[str, str] = {}
    for word, _ in rows(name)[1:]:
        key = literal_form(word)
        assert key not in seen, f"{word} and {seen[key]}"
        seen[key] = word


def test_words_are_lower_case_and_more_than_a_letter() -> None:
    """Words are looked up folded; a single character names goods only where it can mean nothing else."""
    for word, _ in rows("words.tsv")[1:]:
        assert word == word.casefold()
        assert len(word) > 1 or word in ONE_CHARACTER_WORDS, word


def test_no_plural_stands_beside_a_singular_of_the_same_classes() -> None:
    """Plurals that the reader takes for their singular are left to it; others have rows."""
    words = goods_words()
    for word, classes in words.items():
        singular = _singular(word)
        assert singular == word or not word.isascii() or words.get(singular) != classes, word


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Cinturón mujer Zalvena", 25), ("Sonnenbrille Damen Zalvena", 9), ("Tai nghe Zalvena", 9),
        ("Chaussures femme Zalvena", 25), ("Borsa a tracolla Zalvena", 18),
        ("Relógio masculino Zalvena", 14), ("Stofzuiger Zalvena", 7), ("Perfumy damskie Zalvena", 3),
        ("Zalvena erkek ayakkabısı", 25), ("Mainan anak Zalvena", 28), ("Fußball Zalvena", 28),
        ("Zalvena サングラス", 9), ("Zalvena 運動靴", 25), ("Zalvena 운동화", 25),
    ],
)  # fmt: skip
def test_goods_of_another_language_weigh_as_english_ones_do(text: str, number: int) -> None:
    """They raise a near spelling of a mark with such goods and lower it for a mark with others."""
    (fitting,), (plain,), (other,) = (
        watch(word_brand("Zelvane", nice_classes=classes)).marks.match(text, thorough=True)
        for classes in ((number,), (), (1,))
    )
    assert other.score < plain.score < fitting.score
    assert fitting.goods
    assert fitting.goods.fits
    assert other.goods
    assert not other.goods.fits


def test_no_word_is_a_common_english_one_but_those_that_name_goods() -> None:
    """Words are looked for in every text: German Hose and Italian gonna have no place in the table."""
    common = (word for word, power in latin_words().items() if power >= 24)
    read = {word for word in common if goods_reader().read(word)}
    assert {word for word in read if not {word, _singular(word)} & COMMON_GOODS} == set()


def test_each_class_of_goods_has_words_and_all_classes_have_names() -> None:
    """No kind of goods that shops sell is left out."""
    named = {number for classes in goods_words().values() for number in classes}
    assert set(range(1, 35)) <= named
    assert set(class_names()) == set(range(1, 46))
    assert class_names()[25] == ("clothing, footwear, headwear", "服装、鞋、帽")


@pytest.mark.parametrize(
    ("word", "classes"),
    [
        ("sneaker", {25}), ("连衣裙", {25}), ("handbag", {18}), ("雨伞", {18}), ("香水", {3}),
        ("toothpaste", {3}), ("toothbrush", {21}), ("diaper", {5}), ("condom", {10}),
        ("vacuum cleaner", {7}), ("电饭煲", {11}), ("hair dryer", {11}), ("剃须刀", {8}),
        ("power bank", {9}), ("行车记录仪", {9}), ("智能手表", {9, 14}), ("项链", {14}),
        ("吉他", {15}), ("calendar", {16}), ("mattress", {20}), ("curtain", {24}), ("假发", {26}),
        ("wallpaper", {27}), ("积木", {28}), ("milk", {29}), ("方便面", {30}), ("cat litter", {31}),
        ("汽水", {32}), ("whisky", {33}), ("打火机", {34}), ("轮胎", {12}), ("motor oil", {4}),
        ("瓷砖", {19}), ("tent", {22}), ("毛线", {23}), ("screw", {6}), ("油漆", {2}),
        ("cinturones", {25}), ("handtasche", {18}), ("tai nghe", {9}), ("montre", {14}), ("운동화", {25}),
    ],
)  # fmt: skip
def test_words_have_their_classes(word: str, classes: set[int]) -> None:
    """A sample over many classes."""
    assert goods_words()[literal_form(word)] == classes


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("adidas", {18, 25, 28}), ("阿迪达斯", {18, 25, 28}), ("Nokia", {9}), ("雪碧", {32}),
        ("CHANEL", {3, 9, 14, 18, 25}), ("Rolex", {14}), ("格力", {7, 11}), ("茅台", {33}),
        ("LEGO", {28}), ("Michelin", {12}), ("Parker", {16}), ("Champagne", {33}),
    ],
)  # fmt: skip
def test_marks_have_the_classes_of_their_goods(name: str, classes: set[int]) -> None:
    """A sample over many trades."""
    assert classes <= known_marks()[literal_form(name)]


def test_marks_are_found_in_any_case_width_and_spacing() -> None:
    """The keys are literal forms."""
    assert known_marks()[literal_form("ＣＡＬＶＩＮ klein")] >= {18, 25}


def test_each_word_of_the_table_is_read_out_of_a_text_as_a_whole() -> None:
    """No phrase is too long to be found, or found only as a shorter one of other goods."""
    for word, classes in rows("words.tsv")[1:]:
        read = goods_reader().read(fold(word))
        assert set(read) == set(map(int, classes.split(" "))), (word, read)


def test_tables_are_read_once() -> None:
    """A second call gives the same object."""
    assert goods_words() is goods_words()
    assert known_marks() is known_marks()
    assert class_names() is class_names()


def test_sources_name_each_table_with_its_digest() -> None:
    """A table that was changed has a new digest in the list, and none is missing from it."""
    listed = {name: digest for name, digest, _ in rows("SOURCES.tsv")[1:]}
    assert sorted(listed) == sorted(TABLES)
    for name, digest in listed.items():
        assert hashlib.sha256(FOLDER.joinpath(name).read_bytes()).hexdigest() == digest, name

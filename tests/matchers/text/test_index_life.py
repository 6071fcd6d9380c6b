"""The index over time: marks added and removed, saved and loaded, and what it promises throughout."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.brand import AliasKind
from casework.errors import NotFound
from matchers.match import match_text
from matchers.text.entries import MarkEntry, mark_entries
from matchers.text.index import MarkIndex
from matchers.text.slang import slang_for
from tests.matchers.lists import TODAY, watch, word_brand
from tests.matchers.text.slow import slow_brands

NAMES = (
    "adidas",
    "Burberry",
    "Balenciaga",
    "Louis Vuitton",
    "Starbucks",
    "阿迪达斯",
    "康师傅",
    "农夫山泉",
)


def entries(*names: str) -> tuple[MarkEntry, ...]:
    """The entries of word marks."""
    return mark_entries([word_brand(name) for name in names], TODAY)


def brands(index: MarkIndex, text: str) -> set[str]:
    """Brands that an index finds in a text."""
    return {hit.entry.brand_id for hit in index.match(text) if hit.score >= 0.7}


def test_marks_are_added_and_removed_without_a_rebuild() -> None:
    """What is added is found at once, what is removed no longer, and can be added again."""
    index = MarkIndex.build(entries("adidas"))
    both = index.added(entries("康师傅"))
    assert brands(both, "ad1das 康帅傅 面") == {"adidas", "康师傅"}
    less = both.removed(["adidas"])
    assert brands(less, "ad1das 康帅傅 面") == {"康师傅"}
    assert brands(less.added(entries("adidas")), "ad1das") == {"adidas"}
    assert brands(index, "康帅傅 面") == set()


def test_many_additions_keep_the_index_in_few_parts() -> None:
    """Small parts are pulled together; nothing is lost on the way."""
    index = MarkIndex.build(entries(NAMES[0]))
    for name in NAMES[1:]:
        index = index.added(entries(name))
    index = index.removed([NAMES[1]]).added(entries("Lenovo"))
    assert {entry.text for entry in index.entries} == {*NAMES, "Lenovo"} - {NAMES[1]}
    assert brands(index, "lenov0 农民山泉 Burbery") == {"Lenovo", "农夫山泉"}


def test_an_index_is_saved_and_loaded_by_its_content(tmp_path: Path) -> None:
    """The same marks in any order have one hash; what is loaded matches the same."""
    index = MarkIndex.build(entries("adidas", "康师傅"))
    name = index.save(tmp_path)
    assert index.save(tmp_path) == name
    assert MarkIndex.build(entries("康师傅")).added(entries("adidas")).content_hash == name
    loaded = MarkIndex.load(tmp_path, name)
    assert loaded.match("ad1das 康帅傅") == index.match("ad1das 康帅傅")


def test_a_missing_or_damaged_save_is_refused(tmp_path: Path) -> None:
    """A file that does not hold what its name says is not used."""
    index = MarkIndex.build(entries("adidas"))
    name = index.save(tmp_path)
    other = MarkIndex.build(entries("Nike")).save(tmp_path)
    (tmp_path / f"{name}.marks").write_bytes((tmp_path / f"{other}.marks").read_bytes())
    with pytest.raises(NotFound, match="another version or damaged"):
        MarkIndex.load(tmp_path, name)
    (tmp_path / f"{name}.marks").write_bytes(b"\xc1")
    for wanted in (name, "0" * 64):
        with pytest.raises(NotFound, match="no compiled marks"):
            MarkIndex.load(tmp_path, wanted)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    name=st.sampled_from(NAMES),
    others=st.sets(st.sampled_from(NAMES), max_size=4),
    place=st.integers(0, 20),
    extra=st.sampled_from("xe的1*-\u200b🔥é"),
    keep=st.booleans(),
)
def test_adding_a_brand_never_removes_anothers_hit(
    name: str, others: set[str], place: int, extra: str, keep: bool
) -> None:
    """A brand's hits stay whatever else is on the list."""
    cut = place % len(name)
    text = f"new {name[:cut]}{extra}{name[cut + (0 if keep else 1) :]} 2024"
    alone = watch(name)
    more = watch(name, *sorted(others - {name}))
    found = {hit.span for hit in match_text(text, alone, include_all=True).hits}
    still = {hit.span for hit in match_text(text, more, include_all=True).hits if hit.brand == name}
    assert found <= still


@settings(max_examples=80, deadline=None)
@given(
    name=st.sampled_from([name for name in NAMES if name.isascii() and " " not in name]),
    place=st.integers(1, 12),
    edit=st.sampled_from(["drop", "double", "swap", "insert", "replace"]),
    letter=st.sampled_from("aeioubdkmnrst"),
)
def test_the_index_agrees_with_its_slow_twin(name: str, place: int, edit: str, letter: str) -> None:
    """Comparing each word with each mark gives the same brands as the symmetric deletes."""
    cut = 1 + place % (len(name) - 2)
    written = {
        "drop": name[:cut] + name[cut + 1 :],
        "double": name[:cut] + name[cut] + name[cut:],
        "swap": name[:cut] + name[cut + 1] + name[cut] + name[cut + 2 :],
        "insert": name[:cut] + letter + name[cut:],
        "replace": name[:cut] + letter + name[cut + 1 :],
    }[edit]
    text = f"the {written} thing"
    latin = [other for other in NAMES if other.isascii() and " " not in other]
    assert {hit.brand for hit in match_text(text, watch(*latin)).hits} == slow_brands(text, latin)


def test_trade_slang_is_switched_on_mark_by_mark() -> None:
    """Slang from the seed list counts for a mark whose holder wants it, and for no other."""
    plain, wanted = word_brand("香奈儿"), word_brand("香奈儿", trade_slang=True)
    assert not match_text("香家 流浪包", watch(plain)).hits
    answer = match_text("香家 流浪包", watch(wanted))
    assert (answer.hits[0].rule, answer.flag) == ("slang alias", True)
    assert {alias.kind for alias in slang_for("Louis Vuitton")} == {
        AliasKind.SLANG,
        AliasKind.ABBREVIATION,
    }
    assert slang_for("unknown") == ()


def test_two_edits_are_found_in_words_of_any_nearby_length() -> None:
    """A mark of nine letters is found in words two shorter and two longer, and with two changed."""
    marks = watch("Starbucks", "Maybelline")
    for word in ("Strbcks", "Starbcs", "Staarbuccks", "Sterbocks", "Stabruckks", "Mebelline"):
        assert match_text(f"the {word} thing", marks, include_all=True).hits, word


@settings(max_examples=200, deadline=None)
@given(word=st.text(alphabet="noksaemt", min_size=3, max_size=9))
def test_any_word_agrees_with_the_slow_twin(word: str) -> None:
    """Words of the marks' own letters, several edits away, are judged as by comparing all pairs."""
    names = ("Noka", "Maason", "Santeko", "Motasek", "Ssamsonat")
    assert {hit.brand for hit in match_text(word, watch(*names)).hits} == slow_brands(word, names)

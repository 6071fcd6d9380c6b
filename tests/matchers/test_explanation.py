"""Explanations: every hit in full, why a text is not flagged, and which spellings are covered."""

from __future__ import annotations

import msgspec
import pytest

from casework.brand import Alias, AliasKind, Mark, MarkKind, ProtectedBrand
from casework.errors import NotFound
from matchers.explanation import explain_text
from matchers.match import match_text
from matchers.text.covered import covered
from tests.matchers.lists import TODAY, watch, word_brand

MARKS = watch(
    "Nike", "Burberry", "康师傅", "LV", word_brand("Old", valid_until=TODAY.replace(year=2020))
)


def test_a_flagged_text_is_explained_edit_by_edit() -> None:
    """The explanation names span, normalised text, edits, context and versions, as JSON too."""
    found = explain_text("strap for N1KE", MARKS, "Nike")
    (hit,) = found.hits
    assert found.flag
    assert found.why_not == ()
    assert (hit.span, hit.matched, hit.rule, hit.shown) == ((10, 14), "N1KE", "same skeleton", True)
    assert [(edit.written, edit.meant, edit.why) for edit in hit.edits] == [("1", "i", "leet")]
    assert [(note.words, note.signal) for note in hit.context] == [("for", "compatible")]
    assert hit.context[0].weight == 0, "an evasive spelling cancels it"
    assert len(found.versions) == 2
    assert msgspec.json.decode(msgspec.json.encode(found))["brand"] == "Nike"


@pytest.mark.parametrize(
    ("text", "brand", "said"),
    [
        ("plain shirt", "Nike", "Nothing in the text"),
        ("strap for Nike", "Nike", "speaks for a lawful use"),
        ("Nike shoes", "Nike", "nothing speaks against"),
        ("burbery is common word burberries", "Burberry", ""),
        ("康师娘傅娘", "康师傅", ""),
        ("anything", "Old", "No mark of the brand is in force"),
    ],
)
def test_a_text_that_is_not_flagged_says_why(text: str, brand: str, said: str) -> None:
    """Why not is a whole sentence: no hit, a benign word, a plain mention, an expired mark."""
    found = explain_text(text, MARKS, brand)
    assert found.flag == (found.why_not == ())
    assert said in " ".join(found.why_not)


def test_a_hit_below_the_threshold_says_what_lowered_it() -> None:
    """A veto is named with the score that is missing."""
    marks = watch("红玫瑰", "Canon")
    (sentence,) = explain_text("客房玫瑰", marks, "红玫瑰").why_not
    assert "with what stands beside it reads as ordinary words (客房|玫瑰)" in sentence
    (sentence,) = explain_text("cannot", marks, "Canon").why_not
    assert "Nothing" in sentence


@pytest.mark.parametrize(
    ("text", "brand", "why"),
    [
        ("nirk socks", "Nike", "2 letters differ, and a name of 4 letters allows 1"),
        ("xlvx lva", "LV", "a name of 2 letters is found as a whole word and in its own letters"),
        ("yxburberryxz", "Burberry", "part of the longer word 'yxburberryxz'"),
        ("Burbreeri scarf", "Burberry", "3 letters differ, and a name of 8 letters allows 2"),
        (
            "like shirt",
            "Nike",
            "by rule 'letters' and held back at 0.42: common word: like (x 0.7)",
        ),
        ("nke socks", "Nike", "swapped, doubled or replaced letters only"),
        ("bur-erry socks", "Burberry", "written in 2 words and the name in 1"),
    ],
)
def test_the_nearest_passage_says_what_is_missing(text: str, brand: str, why: str) -> None:
    """Where nothing was hit, the passage that comes nearest is shown with the reason."""
    found = explain_text(text, MARKS, brand)
    assert why in " ".join(passage.why for passage in found.nearest)


def test_a_benign_word_beside_a_plain_mention_keeps_its_weight() -> None:
    """An evasive spelling takes the weight of a benign word away; a replica word keeps its own."""
    (plain,) = explain_text("strap for Nike", MARKS, "Nike").hits
    assert plain.context[0].weight < 0
    (evasive,) = explain_text("N1ke 1:1", MARKS, "Nike").hits
    assert evasive.context[0].weight > 0


def test_what_a_replica_word_cancels_has_no_weight() -> None:
    """The weights of an explanation are those that the judgement took."""
    found = explain_text("used Nike strap for Nike, replica", MARKS, "Nike")
    weights = {note.signal: note.weight for hit in found.hits for note in hit.context}
    assert weights["second_hand"] == 0
    assert weights["compatible"] < 0 < weights["replica"]


def test_an_unknown_brand_is_an_error() -> None:
    """A brand that is not on the list cannot be explained."""
    with pytest.raises(NotFound, match="No brand has the id"):
        explain_text("text", MARKS, "Puma")


@pytest.mark.parametrize("name", ["adidas", "Balenciaga", "康师傅", "农夫山泉", "古驰"])
def test_covered_spellings_are_found(name: str) -> None:
    """What `variants` promises holds: nearly every example is found, and rules are named."""
    marks = watch(name)
    (entry,) = marks.marks.entries
    listed = covered(entry)
    assert {"exact", "same skeleton", "masked"} <= {item.rule for item in listed}
    examples = [example for item in listed for example in item.examples]
    found = [
        example
        for example in examples
        if match_text(f"x, {example} ,x", marks, include_all=True).hits
    ]
    assert len(found) >= 0.9 * len(examples)


@pytest.mark.parametrize(
    ("name", "rule", "examples"),
    [
        ("Moutai", "look alike letters", ("rnoutai",)),
        ("Wic-ked", "look alike letters", ("vvicked", "wickecl")),
        ("A$dam", "look alike letters", ("asdarn", "asclam")),
        ("GUCCI", "letters", ("GUCCCI", "GUCI", "GUECI")),
        ("GUCCI", "exact", ("GUCCI", "ＧＵＣＣＩ", "G U C C I")),
        ("古驰", "exact", ("古驰", "古 驰")),
    ],
)
def test_examples_are_spellings_as_people_write_them(
    name: str, rule: str, examples: tuple[str, ...]
) -> None:
    """Letters that no rule changes stay the mark's own, and the mark itself is no variant of it."""
    (found,) = [item for item in covered(watch(name).marks.entries[0]) if item.rule == rule]
    assert found.examples == examples


def test_short_slang_and_other_names_have_few_spellings() -> None:
    """Two letters, slang and single characters are covered as written only."""
    mark = Mark("m", MarkKind.WORD, aliases=(Alias("驴家", AliasKind.SLANG),))
    slang = watch(ProtectedBrand("b", "b", "", (mark,)))
    assert [item.rule for item in covered(slang.marks.entries[0])] == ["exact"]
    assert len(covered(watch("LV").marks.entries[0])) == 2
    assert "letters" not in {item.rule for item in covered(watch("锅").marks.entries[0])}
    assert "letters" not in {item.rule for item in covered(watch("a" * 30).marks.entries[0])}
    (nike,) = [item for item in covered(watch("Nike").marks.entries[0]) if item.rule == "letters"]
    assert nike.note == "swapped or doubled letters, or one replaced beside goods of the mark"

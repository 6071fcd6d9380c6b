"""What Latin words cost as ordinary ones, and what their changes, places and goods make of them."""

from __future__ import annotations

from math import inf, log2

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from casework.brand import Mark, MarkKind, Name, ProtectedBrand
from matchers.explanation import explain_text
from matchers.match import match_text
from matchers.text.bits import PER_BIT, SUREST
from matchers.text.hit import Edit
from matchers.text.least import least_bits, least_spent, spelling
from matchers.text.letters import CHOICES, letter_edit_bits, letters_cost, word_bits
from matchers.text.likeness import edits_between, latin_difference
from matchers.text.nearness import NEEDED_SHORT
from matchers.text.skeleton import SPELLED, skeleton
from matchers.text.tables import letter_bits
from matchers.text.tables.build_letters import letters
from tests.matchers.lists import NOW, listing, match_listing, watch, word_brand


def test_the_table_of_letters_is_counted_from_the_other_tables() -> None:
    """Counting again gives the committed table, byte by byte."""
    rows = dict(line.split("\t") for line in letters())
    assert {context: bytes(ord(c) - 33 for c in row) for context, row in rows.items()} == dict(
        letter_bits()
    )


def test_letters_after_any_beginning_are_all_that_can_follow() -> None:
    """The shares of the letters after a context add up to one, but for rounding and the limit."""
    shares = [sum(2 ** (-step / 8) for step in row) for row in letter_bits().values()]
    assert min(shares) > 0.9
    assert max(shares) < 1.2


def test_a_word_costs_by_how_unlike_words_it_is() -> None:
    """Words cost by their frequency, names by their letters, and scrambled letters most."""
    assert word_bits("shoes") < word_bits("marita") < word_bits("sdidsa")
    assert word_bits("x") == word_bits("7") == word_bits("2024") / 4
    assert letters_cost("ab7") > letters_cost("ab") > 0


def test_a_change_made_again_is_one_choice_and_a_changed_beginning_costs_more() -> None:
    """Abibas changes d to b twice; odidas changes what readers see first."""
    once = Edit("b", "d", "looks or sounds alike")
    bits = CHOICES[once.why] + log2(6)
    assert letter_edit_bits((once, once), "abibas", "adidas") == pytest.approx(bits)
    first = Edit("o", "a", "vowel")
    assert letter_edit_bits((first,), "odidas", "adidas") > letter_edit_bits(
        (first,), "adidos", "adidas"
    )


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("sdidsa three stripes sneakers", "adidas", True),
        ("Mbil 1 oil", "Mobil 1", True),
        ("Oarl-B brush", "Oral-B", True),
        ("windows xp audio player", "M-Audio", False),
        ("Canon VIXIA camcorder", "Canon Pixma", False),
        ("Ralf Lauren polo", "Ralph Lauren", True),
        ("new balanced diet", "New Balance", False),
        ("by canada geese", "Canada Goose", False),
        ("by Canad Goose", "Canada Goose", True),
        ("Simons quilt", "Siemens", False),
        ("Pola Sony tee", "Polo Sony", False),
        ("under amour propre", "Under Armour", True),
        ("vgpamc bag", "Vapami", True),
        ("vgpamc3 bag", "Vapami", False),
    ],
)
def test_what_is_too_surprising_to_be_ordinary_words_means_the_mark(
    text: str, name: str, found: bool
) -> None:
    """Two changes are found where the letters are no word's, one is not where they may be a name's."""
    assert bool(match_text(text, watch(name)).hits) == found


@settings(max_examples=400, deadline=None)
@given(
    mark=st.text("abdeilo", min_size=4, max_size=10),
    word=st.text("abdeilo", min_size=3, max_size=11),
)
@example(mark="adidas", word="obibos")
@example(mark="adidas", word="daidsa")
@example(mark="loolab", word="oolabb")
@example(mark="abibab", word="abibba")
@example(mark="abde", word="abdo")
@example(mark="abideb", word="obide")
@example(mark="abideb", word="abbidebb")
@example(mark="abidebolal", word="abeidbdlla")
@example(mark="abldlelod", word="abdeod")
@example(mark="abdeol", word="bdaeol")
@example(mark="abdabeabi", word="badbaebai")
@example(mark="blooao", word="blaoo")
@example(mark="lliboloodd", word="libboloodd")
@example(mark="abdeio", word="obdaid")
@example(mark="edodlolod", word="elddlllod")
def test_no_edits_take_fewer_bits_than_the_least(mark: str, word: str) -> None:
    """What is refused before the letters are compared would be refused after."""
    form, meant = skeleton(word), skeleton(mark)
    least = least_spent(spelling(form, 0), meant, OSA.distance(form, meant))
    if least < inf:
        assert least <= _bits(word, mark) + 1e-9
    else:
        few = 2 if len(meant) > 5 else 1
        too_short = len(form) < len(meant) < 5
        assert form == meant or too_short or OSA.distance(form, meant) > few


@settings(max_examples=400, deadline=None)
@given(
    mark=st.text("abdeilo1", min_size=4, max_size=10),
    word=st.text("abdeilo1", min_size=3, max_size=11),
)
@example(mark="11oloaaoa", word="oooloaaoa")
@example(mark="llia1o", word="l11a1o")
@example(mark="pasavi", word="pasavii1")
@example(mark="nadadipe", word="radandipne")
@example(mark="abcde", word="adcbe")
@example(mark="abcdefghi", word="xyzdefghi")
@example(mark="abccde", word="abxyde")
@example(mark="abcdeb", word="abxxxdeb")
@example(mark="abcde", word="abcdexyz")
def test_no_spelling_takes_fewer_bits_than_its_letters_say(mark: str, word: str) -> None:
    """What the letters that one word has more of say is no more than any edits take."""
    written, meant = SPELLED.apply(word), SPELLED.apply(mark)
    if written != meant:
        edits = OSA.distance(written, meant)
        least = least_bits(spelling(written, 0), meant, edits)
        assert least <= _bits(word, mark) + 1e-9


def _bits(word: str, mark: str) -> float:
    """What the edits take, and what a mark of four letters needs more where one is another."""
    written, meant = SPELLED.apply(word), SPELLED.apply(mark)
    edits = edits_between(written, meant)
    shifted = {edit.why for edit in edits} <= {"swapped", "doubled"}
    short = 0.0 if len(meant) > 4 or shifted else NEEDED_SHORT
    return letter_edit_bits(edits, written, meant) + short


@settings(max_examples=400, deadline=None)
@given(
    mark=st.text("abdeilo", min_size=4, max_size=10),
    word=st.text("abdeilo", min_size=3, max_size=11),
)
@example(mark="senheiser", word="sennheiserr")
@example(mark="ncjkihiq", word="ncjkhiqi")
@example(mark="lattice", word="lotticu")
def test_edits_read_off_at_once_are_those_of_the_full_comparison(mark: str, word: str) -> None:
    """One edit is the same; two cost hardly more bits than the cheapest way there is."""
    edits = edits_between(word, mark)
    cheapest = latin_difference(word, mark).edits
    if len(edits) == 1 == len(cheapest):
        assert edits[0].why == cheapest[0].why
    assert letter_edit_bits(edits, word, mark) <= letter_edit_bits(cheapest, word, mark) + 4


def test_a_search_for_less_remembers_nothing_of_one_for_more() -> None:
    """A word that could not reach one score is asked again when a lower one is enough."""
    index = watch("Siemens").marks
    assert not index.match("oven by Simons", least=0.9)
    assert index.match("oven by Simons", least=0.5)
    assert index.match("Siemenss oven", least=0.9) == index.match("Siemenss oven", least=0.5)


def test_words_that_make_a_common_word_are_no_hit_but_are_explained() -> None:
    """Outt Come with a letter less is an outcome: below the score asked for, and shown with its veto."""
    marks = watch("Outt Come").marks
    assert marks.match("new out come book", least=0.6) == ()
    (hit,) = marks.match("new out come book", thorough=True)
    assert hit.vetoes == ("common word: outcome",)


def test_a_name_that_leads_its_title_is_surer() -> None:
    """The same spelling scores higher first, or after words of offers, than amid other words."""

    def score(text: str) -> float:
        (hit,) = match_text(text, watch("Siemens"), include_all=True).hits
        return hit.score

    assert score("Simens oven") == score("new Simens oven") > score("oven by Simens")


_SIEMENS = word_brand("Siemens", nice_classes=(7, 11))


def _of_classes(*classes: int) -> ProtectedBrand:
    mark = Mark("m", MarkKind.WORD, (Name("Zelvane"),), nice_classes=classes)
    return ProtectedBrand("zelvane", "Zelvane", "", (mark,))


def test_goods_of_the_mark_raise_a_near_spelling_and_others_lower_it() -> None:
    """The mark's class adds, a similar one does nothing, quite another one takes, and the hit says so."""
    text = "Zalvena sneakers"
    given = {
        classes: explain_text(text, watch(_of_classes(*classes)), "zelvane").hits[0]
        for classes in ((25,), (18,), (7,), ())
    }
    plain = given[()]
    assert plain.goods is None
    assert given[18,] == plain
    assert given[25,].score == pytest.approx(min(plain.score + 3 * PER_BIT, SUREST))
    assert given[7,].score == pytest.approx(plain.score - 2 * PER_BIT)
    assert [hit.goods and (hit.goods.word, hit.goods.fits) for hit in given.values()] == [
        ("sneakers", True),
        None,
        ("sneakers", False),
        None,
    ]


def test_other_goods_are_named_where_they_keep_a_spelling_from_being_shown() -> None:
    """A spelling that the goods lowered below the threshold is explained by them."""
    (sentence,) = explain_text("sneakers by Simmens", watch(_SIEMENS), "Siemens").why_not
    assert "the goods are others: sneakers (class 25)" in sentence


def test_goods_stand_in_the_evidence_of_a_flag() -> None:
    """A flag's evidence names the word for the goods, its class, and whose goods they are."""
    for title, name in (("Siemenss oven", "goods"), ("Siemenss sneakers", "other goods")):
        (flag,) = match_listing(listing(title), watch(_SIEMENS), {}, NOW)
        assert name in {detail.name for detail in flag.evidence[0].details}


def test_goods_say_nothing_of_a_hidden_mark() -> None:
    """Z3lvane hides the mark whatever is sold."""
    marks = watch(_of_classes(7))
    assert match_text("Z3lvane sneakers", marks).hits[0].score == (
        match_text("Z3lvane", marks).hits[0].score
    )


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("a*ap rocky", "A$AP"),
        ("A$*P", "A$AP"),
        ("P!n*", "P!nk"),
        ("€ur*", "€uro"),
        ("yah*o", "Yahoo!"),
    ],
)
def test_a_sign_in_a_mark_is_one_of_the_letters_that_a_mask_leaves(text: str, brand: str) -> None:
    """A mark's own sign is shown or hidden like a letter, but for one that ends it."""
    (hit,) = match_text(text, watch(brand)).hits
    assert hit.rule == "masked"
    assert not match_text("wo*l socks", watch("Woo!")).hits


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("Van Cl*ef & Arpels ring", "Van Cleef & Arpels", True),
        ("L'Occitane en Pr*vence cream", "L'Occitane en Provence", True),
        ("Ins*a360 camera", "Insta360", True),
        ("CHA***L bag", "Chanel", True),
        ("C***L bag", "Chanel", False),
        ("500ml*24 box", "Chanel", False),
        ("Girgio Armwni watch", "Giorgio Armani", True),
        ("Girgio Armwni Girgio Armwni", "Giorgio Armani", True),
        ("Luis Vuiton bag", "Louis Vuitton", True),
        ("bag Luis Vuiton", "Louis Vuitton", True),
        ("Luis Vivian bag", "Louis Vuitton", False),
        ("Zqrgio Brmwnx watch", "Giorgio Armani", False),
        ("gkjqwkjqwkjq azxqzzxqzzxq watch", "Giorgio Armani", False),
        ("gkjqwk azxqzz watch", "Giorgio Armani", False),
        ("Polo Nokia tee", "Polo Nokio", False),
    ],
)
def test_names_of_several_words_are_found_masked_or_with_both_words_changed(
    text: str, name: str, found: bool
) -> None:
    """A mask may hide a letter of any word of a name; several signs may hide more or fewer letters."""
    marks = watch(name)
    assert bool(match_text(text, marks).hits) == found
    assert bool(match_text(text, marks).hits) == found  # remembered as it was found


def test_two_changed_words_mean_a_name_of_two_words() -> None:
    """The same letters in one word are another name, and more changes than a name bears mean none."""
    (hit,) = watch("Giorgio Armani", "Giorgioarmani").marks.match("Girgio Armwni watch")
    assert hit.entry.text == "Giorgio Armani"
    assert not watch("Lena Tera").marks.match("lene tarm watch", least=0.77)


def test_two_plausible_words_are_not_compared_where_their_score_could_not_be_reached() -> None:
    """Two words like names cost too little for a high score, and enough for a lower one."""
    index = watch("Lena Tera").marks
    assert not index.match("lema tema", least=0.95)
    assert index.match("lema tema", least=0.6)

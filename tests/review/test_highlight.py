"""Marked text: nothing lost, nothing active, nothing invisible."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from review.highlight import Span, clipped, excerpts, marked, pieces, plain

TEXT = st.text(max_size=40)
SPANS = st.lists(
    st.builds(Span, st.integers(-3, 45), st.integers(-3, 45), st.integers(1, 4)), max_size=5
)


@given(TEXT, SPANS)
def test_pieces_say_every_character_once(text: str, spans: list[Span]) -> None:
    """The pieces give the text again; each character lists exactly the spans that cover it."""
    at = 0
    for piece in pieces(text, spans):
        length = 1 if piece.hidden else len(piece.text)
        if not piece.hidden:
            assert piece.text == text[at : at + length]
        for position in range(at, at + length):
            covering = {span.number for span in spans if span.start <= position < span.end}
            assert set(piece.numbers) == covering
        at += length
    assert at == len(text)


@given(TEXT, SPANS)
def test_markup_holds_no_element_but_our_own(text: str, spans: list[Span]) -> None:
    """Whatever a listing says, the HTML has our elements only, and none of its characters hides."""
    shown = str(marked(text, spans))
    tags = set(re.findall(r"<(/?[a-z]+)", shown))
    assert tags <= {"bdi", "/bdi", "mark", "/mark", "span", "/span"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\u0000-\u0008]", html.unescape(shown))
    shown.encode("utf-8")


def test_overlapping_spans_are_cut_where_they_meet() -> None:
    """Where two spans overlap, the shared part names both."""
    found = pieces("abcdef", [Span(0, 4, 1), Span(2, 6, 2)])
    assert [(piece.text, piece.numbers) for piece in found] == [
        ("ab", (1,)),
        ("cd", (1, 2)),
        ("ef", (2,)),
    ]
    assert 'class="depth-2" data-evidence="1 2"' in marked("abcdef", [Span(0, 4, 1), Span(2, 6, 2)])


def test_spans_count_code_points() -> None:
    """A character outside the basic plane counts as one, as the matchers count it."""
    assert pieces("𠮷野家", [Span(1, 3, 1)])[1].text == "野家"


def test_direction_override_is_spelled_out() -> None:
    """A bidi override shows its code and name and no longer turns the text."""
    shown = marked("a\u202eb")
    assert "\u202e" not in shown
    assert 'title="RIGHT-TO-LEFT OVERRIDE"' in shown
    assert "U+202E" in shown


def test_hidden_characters_are_found_and_emoji_left_whole() -> None:
    """Blank letters, tags and lone surrogates are spelled out; joiners inside emoji are not."""
    for character in "\u3164\u2800\U000e0041\ud800\ue000\ufeff\u00ad":
        assert pieces(f"x{character}y")[1].hidden
    family = "👩\u200d👩\u200d👧 ❤\ufe0f"
    assert [piece.text for piece in pieces(family)] == [family]
    assert pieces("青\u200d崖")[1].hidden == "ZERO WIDTH JOINER"
    assert pieces("青\ufe0f崖")[1].hidden


def test_plain_text_has_one_line() -> None:
    """In an attribute, hidden characters are bracketed codes and line breaks are spaces."""
    assert plain("a\u202e\n\tb") == "a[U+202E] b"


def test_excerpts_join_where_they_touch() -> None:
    """Ranges around near spans become one; far ones stay apart and inside the text."""
    near = [Span(10, 12, 1), Span(20, 22, 2)]
    assert excerpts(100, near, margin=5) == ((5, 27),)
    far = [Span(0, 2, 1), Span(90, 99, 2)]
    assert excerpts(95, far, margin=5) == ((0, 7), (85, 95))
    assert excerpts(5, [Span(20, 22, 1)], margin=2) == ()


def test_spans_move_with_their_excerpt() -> None:
    """A span cut by an excerpt keeps the part inside, counted from the excerpt's beginning."""
    assert clipped([Span(3, 9, 1), Span(20, 22, 2)], 5, 12) == (Span(0, 4, 1),)

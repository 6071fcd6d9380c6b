"""What explanations say in words: steps of a score, nearest passages, context, why nothing is shown."""

from __future__ import annotations

from dataclasses import replace as with_fields

import msgspec
import pytest
from msgspec.structs import replace

from casework.brand import AliasKind, Mark, MarkKind, Name, ProtectedBrand
from casework.settings import MatchSettings
from matchers.context.signals import ContextReader, ContextWord, Scope, Signal
from matchers.explaining.hits import HitExplanation
from matchers.explaining.nearest import NearestPassage
from matchers.explaining.steps import score_steps, step_in_words
from matchers.explaining.why_not import told_apart
from matchers.explanation import TextExplanation, explain_text
from matchers.text.bits import PER_BIT
from matchers.text.compiled import Compiled
from matchers.text.finders import find_all
from matchers.text.grades import HOMOPHONE, LEADING
from tests.matchers.lists import watch, word_brand

NIKE = ProtectedBrand("Nike", "Nike", "", (Mark("m", MarkKind.WORD, (Name("Nike"), Name("耐克"))),))


def explained(text: str, name: str, *others: str) -> TextExplanation:
    """A text explained for the first of some names, with all of them on the list."""
    return explain_text(text, watch(name, *others), name)


def nearest(text: str, name: str, *others: str) -> NearestPassage:
    """The one passage that comes nearest to a name that was not hit."""
    (passage,) = explained(text, name, *others).nearest
    return passage


def said(hit: HitExplanation) -> list[str]:
    """The steps of a hit's score but for its goods, in words."""
    return [step_in_words(step, hit.normalised) for step in hit.steps if step.what != "goods"]


def test_a_spelling_that_was_held_back_is_shown_with_its_rule_and_cause() -> None:
    """隔离 sounds like 格力; it is no hit since it is a word, and that is said instead of "nothing"."""
    found = explained("隔离霜 妆前乳", "格力")
    (passage,) = found.nearest
    assert (passage.matched, passage.span) == ("隔离", (0, 2))
    assert passage.score is not None
    assert passage.score < 0.45
    assert "by rule 'sound'" in passage.why
    assert "common word: 隔离 (x 0.6)" in passage.why
    assert found.why_not == (
        "Nothing in the text is near enough to a name of the brand to count as one.",
    )


def test_other_goods_are_among_the_causes_of_what_was_held_back() -> None:
    """What the goods took is a cause as vetoes are."""
    brand = word_brand("格力", nice_classes=(11,))
    (passage,) = explain_text("隔离霜", watch(brand), "格力").nearest
    assert passage.why.endswith("the goods are others: 隔离霜")


@pytest.mark.parametrize(
    ("text", "name", "matched", "why"),
    [
        ("奥迪A4L脚垫", "迪奥", "奥迪", "in this order '奥迪' is a word of its own"),
        ("士力劳日志型男表", "劳力士", "士力劳", "another than two neighbours swapped"),
        ("阿迪王运动鞋男", "阿迪达斯", "阿迪王运", "2 characters differ (王 for 达, 运 for 斯)"),
        ("耐呵鞋", "耐克", "耐呵", "allows like sound, shape or kind only"),
        ("饿 锅贴", "锅", "锅", "found where it stands alone only"),
        ("ユニクラ", "ユニクロ", "ユニクラ", "found in its own characters only"),
        ("甲乙丙丁戊己庚辛壬癸子卯", "甲乙丙丁戊己庚辛壬癸子丑", None, "more than 10 characters"),
        ("一芝", "士芝", "一芝", "1 character differs (一 for 士): shape 0.45, which is not among"),
        (
            "康1傅",
            "康师傅",
            "康1傅",
            "(1 for 师), and a name of 3 characters allows another Chinese",
        ),
    ],
)
def test_a_window_of_a_chinese_names_length_is_shown(
    text: str, name: str, matched: str | None, why: str
) -> None:
    """The passage has as many characters as the name, so that what differs is in sight."""
    passage = nearest(text, name)
    assert passage.matched == (matched or text)
    assert len(passage.matched) == len(name)
    assert why in passage.why


def test_a_text_shorter_than_a_name_is_shown_as_it_is() -> None:
    """What it lacks is said to be nothing."""
    passage = nearest("阿迪王", "阿迪达斯")
    assert (passage.matched, passage.span) == ("阿迪王", (0, 3))
    assert "(王 for 达, nothing for 斯)" in passage.why
    assert explained("", "阿迪达斯").nearest == ()


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("Smsnte bag", "Samsonite", "allows 2, or 3 left out behind its first 2"),
        ("nirk2024", "Nike", "2 letters differ, and a name of 4 letters allows 1"),
        ("耐克nirk鞋", "Nike", "2 letters differ, and a name of 4 letters allows 1"),
        ("abcdefghijklmnopqrstuvwxyx", "abcdefghijklmnopqrstuvwxyz", "more than 24 letters"),
        ("Kouis Buitton", "Louis Vuitton", "all its words are changed"),
        ("Inxyz360", "Insta360", "3 letters differ, and a name of 8 letters allows 2"),
        ("Aldais", "adidas", "changed in 3 ways, and the 6 letters there allow 2"),
        ("Levb and Strquss", "Levi and Strauss", "unchanged (and) is too common to look it up by"),
        ("black rock", "Black Dock", "it reads like any other words, and scores 0."),
        ("Louise Button", "Louis Vutton", "changed into a word or name of its own"),
        ("Rolecks", "Rolex", "3 letters differ, and a name of 5 letters allows 1"),
        ("st4rb0c1s", "Starbucks", "a model number"),
    ],
)
def test_a_latin_passage_is_shown_in_whole_words_with_the_limit_it_misses(
    text: str, name: str, why: str
) -> None:
    """How many letters differ and how many may, or which condition of a rule is not met."""
    assert why in nearest(text, name).why


def test_a_passage_that_another_brand_takes_says_so() -> None:
    """士力劳 is no 劳力士, and it is explained that it was taken for 士力架."""
    passage = nearest("士力劳日志型男表", "劳力士", "士力架")
    assert passage.taken_for == "士力架"
    assert passage.why.endswith("'士力劳' is taken for '士力架' of brand 士力架")


def test_slang_is_said_to_be_found_as_listed_only() -> None:
    """A passage near to slang is no hit, in either script."""
    slang = word_brand("香奈儿", ("香家", AliasKind.SLANG), ("chanle", AliasKind.SLANG))
    found = explain_text("香加 chanlet", watch(slang), "香奈儿").nearest
    assert [(p.matched, "as they are listed only" in p.why) for p in found] == [
        ("香加", True),
        ("chanlet", True),
    ]


def test_one_passage_is_listed_once_and_not_beside_a_hit_of_the_brand() -> None:
    """Two marks of one name miss the same passage; a name that a hit's place resembles adds nothing."""
    marks = tuple(Mark(f"m{n}", MarkKind.WORD, (Name("Rolex"),)) for n in range(2))
    brand = ProtectedBrand("b", "b", "", marks)
    assert len(explain_text("Rolecks", watch(brand), "b").nearest) == 1
    both = ProtectedBrand(
        "b", "b", "", (Mark("m", MarkKind.WORD, (Name("NIKE"), Name("Nike Air"))),)
    )
    assert explain_text("N1KE", watch(both), "b").nearest == ()


def test_whole_words_are_shown_unless_they_would_hide_the_passage() -> None:
    """A name within a word of thousands of letters is shown by itself."""
    assert nearest("xrolexx", "Rolex").matched == "xrolexx"
    assert nearest("x" * 500 + "rolexx", "Rolex").matched == "rolex"


@pytest.mark.parametrize(
    ("text", "name", "spelling", "steps"),
    [
        ("奈克 面", "耐克", HOMOPHONE + LEADING, []),
        ("女生生日", "周生生", None, ["reads as ordinary words (女生|生日) (weighed already)"]),
        ("懂资", "东芝", 0.64, ["reads as ordinary words (懂|资) (x 0.9)"]),
        (
            "女子奇妙",
            "好奇",
            0.86,
            ["with what stands beside it reads as ordinary words (女子|奇妙) (x 0.6)"],
        ),
        ("冻芝士", "东芝", None, ["inside a neighbouring word: 芝士 (x 0.75)"]),
        ("东 资", "东芝", None, ["runs across a gap between words (x 0.75)"]),
        (
            "香奈 儿童绘本",
            "香奈儿",
            1.0,
            ["gap between words (inside a neighbouring word: 儿童) (x 0.6)"],
        ),
        ("农 家山泉水", "农夫山泉", None, ["gap between words (农家|山泉水) (weighed already)"]),
        ("Facebook", "Facebock", None, ["common word: facebook (x 0.7)"]),
        ("T 0 ML", "TOML", 0.95, ["number: t 0 ml (x 0.6)"]),
        ("sony adidoss", "adidas", None, ["behind another brand: sony (-0.05)"]),
        ("Kose", "Kosé", 0.97, ["another protected brand: Kose (x 0.6)"]),
    ],
)
def test_a_score_can_be_followed_from_the_spelling_step_by_step(
    text: str, name: str, spelling: float | None, steps: list[str]
) -> None:
    """What the spelling gives, times what each veto leaves, plus what the goods give, is the score."""
    found = explained(text, name, "Kose")
    (hit,) = found.hits
    assert hit.spelling is not None
    score = hit.spelling
    for step in hit.steps:
        assert step.factor is not None
        score = score * step.factor + step.gain
    assert score == pytest.approx(hit.score, abs=1e-5)
    assert spelling is None or hit.spelling == pytest.approx(spelling)
    assert all(wanted in " ".join(said(hit)) for wanted in steps)
    assert len(said(hit)) == len(steps)


def test_a_character_put_in_between_two_words_leaves_three_fifths() -> None:
    """红色蜻蜓 reads as two words of two characters, which is more than to be weighed against words."""
    found = find_all(
        Compiled(watch("红蜻蜓").marks.entries), "红色蜻蜓", thorough=True, least=-10.0
    )
    (inserted,) = [hit for hit in found if hit.rule == "inserted"]
    (step,) = score_steps(inserted, "红色蜻蜓", ()).steps
    assert step_in_words(step, inserted.normalised) == "reads as ordinary words (红色|蜻蜓) (x 0.6)"


def test_what_cannot_be_undone_is_not_made_up() -> None:
    """Behind goods that stopped at the surest score, or a veto of unknown weight, no base is given."""
    (hit,) = explained("adidoss sneakers", "adidas").hits
    assert hit.spelling is None
    assert [(step.what, step.most) for step in hit.steps] == [("goods", True)]
    (found,) = watch("Nike").marks.match("N1KE")
    steps = score_steps(replace(found, vetoes=("of a new kind: x",)), "N1KE", ())
    assert steps.spelling is None
    assert [step_in_words(step, "nlke") for step in steps.steps] == ["of a new kind: x"]


@pytest.mark.parametrize(
    ("name", "fields", "word", "classes_from", "bits"),
    [
        ("Zelvane", {"nice_classes": (25,)}, "sneakers", "the list", 3),
        ("Zelvane", {"nice_classes": (7,)}, "sneakers", "the list", -2),
        ("adidas", {}, "sneakers", "the table of well-known marks", 3),
        ("Zelvane Sneakers", {}, "sneakers", "its name", 3),
    ],
)
def test_goods_say_what_they_give_and_where_the_marks_classes_come_from(
    name: str, fields: dict[str, tuple[int, ...]], word: str, classes_from: str, bits: int
) -> None:
    """Classes are the list's, those that well-known marks are known for, or those the name says."""
    text = f"{name.replace('d', 'dd', 1).replace('v', 'vv', 1)} on {word}, cheap"
    (hit,) = explain_text(text, watch(word_brand(name, **fields)), name).hits
    assert hit.goods is not None
    assert hit.classes_from == classes_from
    assert hit.classes
    assert hit.steps[-1].gain == pytest.approx(bits * PER_BIT, abs=0.5 * PER_BIT)


@pytest.mark.parametrize(
    ("text", "name", "sentences"),
    [
        ("Nike shoes", "Nike", ["The mark is written plainly there, and nothing speaks against"]),
        ("Con verse shoes", "Converse", ["'Con verse' is the mark pulled apart into words"]),
        ("Guccistyle scarf", "Gucci", ["written plainly within the longer word 'Guccistyle'"]),
        ("植物精华为主", "华为", ["literally, perhaps only as part of other words (精华|为主)"]),
        ("华为手机", "华为", ["The mark is written plainly there"]),
        ("Kose cream", "Kosé", ["'Kose' is the mark but for accents, signs or a plural's s"]),
        ("Fake Nike shoes", "Fake", ["plainly"]),
        ("strap for Nike", "Nike", ["'for' (compatible) speaks for a lawful use."]),
        (
            "二手香奈儿 95新 闲置",
            "香奈儿",
            ["'二手', '95新' and '闲置' (second_hand, counted once) speak for a lawful use."],
        ),
        ("Nike and strap for Nike", "Nike", ["The mark is written plainly there"]),
    ],
)
def test_why_a_text_is_not_shown_claims_what_is_known(
    text: str, name: str, sentences: list[str]
) -> None:
    """Each sentence is about what stands there: how it is written, and which words count or do not."""
    found = explained(text, name).why_not
    assert len(found) == len(sentences), found
    for sentence, wanted in zip(found, sentences, strict=True):
        assert wanted in sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "Nike shoes as good as any dupe",
            "stands too far from the mark to be counted: 4 words may",
        ),
        ("dupe, no. Nike", "is cut off from the mark by the end of a sentence"),
        ("Nike wannabe", "speaks only about a mark that follows it"),
        ("耐克运动鞋男女同款夏季透气网面平替", "to be counted: 12 characters may lie between"),
    ],
)
def test_a_replica_word_that_is_not_counted_says_why(text: str, sentence: str) -> None:
    """It stands in the text but out of its reach, which a reader cannot see."""
    context = [
        ContextWord("dupe", Signal.REPLICA, Scope.NEAR, "test", 4),
        ContextWord("平替", Signal.REPLICA, Scope.NEAR, "test"),
        ContextWord("wannabe", Signal.REPLICA, Scope.AFTER, "test"),
    ]
    marks = with_fields(watch(NIKE), context=ContextReader(context))
    plainly, unheard = explain_text(text, marks, "Nike").why_not
    assert "plainly" in plainly
    assert sentence in unheard


def test_a_weak_mark_says_what_makes_it_weak() -> None:
    """A place's name and an ordinary word lower the score without any word beside them."""
    place = word_brand("九阳", place_names=("九阳",))
    assert explain_text("九阳 路", watch(place), "九阳").why_not == (
        "'九阳' is the name of a place, which speaks for a lawful use.",
    )
    word = word_brand("apple", dictionary_word=True, class_words=("phone",))
    (sentence,) = explain_text("red apple", watch(word), "apple").why_not
    assert "is an ordinary word too, and no goods of the mark are named" in sentence


def test_reasons_that_weigh_too_little_are_said_to() -> None:
    """Where something speaks against a use and more for it, or the threshold is high, both are said."""
    found = explained("适用 欧米茄 高仿表", "欧米茄")
    assert found.why_not == (
        "'适用' (compatible) speaks for a lawful use.",
        "All reasons together give 0.31 of the 0.50 needed.",
    )
    marks = watch("Nike")
    strict = with_fields(marks, settings=MatchSettings(show=0.8))
    (sentence,) = explain_text("N1KE shoes", strict, "Nike").why_not
    assert sentence.startswith("All reasons together give 0.7")


def test_scores_that_read_alike_are_told_apart() -> None:
    """A score just below what is needed is not said to be 0.77 of 0.77."""
    assert told_apart(0.767, 0.77) == ("0.7670", "0.7700")
    assert told_apart(0.57, 0.77) == ("0.57", "0.77")


@pytest.mark.parametrize(
    ("text", "standings"),
    [
        ("二手 Nike 95新", ["", "counted once"]),
        ("二手 N1KE", ["cancelled by the evasive spelling"]),
        ("replica second hand Nike", ["", "cancelled by the replica word"]),
        ("Nike and strap for Nike", ["not counted: it does not speak about every mention"]),
        ("for nice running shoes", [""]),
    ],
)
def test_a_context_word_that_does_not_count_says_why(text: str, standings: list[str]) -> None:
    """One word for each signal counts, where nothing cancels it; words keep the order of the text."""
    notes = [note for hit in explained(text, "Nike").hits for note in hit.context]
    assert [note.standing for note in notes] == standings
    assert [note.span for note in notes] == sorted(note.span for note in notes)


def test_a_mask_says_how_much_it_shows_and_what_else_fits() -> None:
    """One character of two fits many names; those of the list are named."""
    (hit,) = explained("张*", "张氏", "张裕", "李宁").hits
    assert hit.masked is not None
    assert (hit.masked.shown, hit.masked.size, hit.masked.others) == (1, 2, ("张裕",))
    (hit,) = explained("PR*DA bag", "PRADA").hits
    assert hit.masked is not None
    assert (hit.masked.shown, hit.masked.size, hit.masked.others) == (4, 5, ())
    (hit,) = explained("劳L士 表", "劳力士").hits
    assert hit.masked is not None
    assert (hit.masked.shown, hit.masked.size) == (2, 3)


def test_an_explanation_tells_its_thresholds_and_the_best_score_that_did_not_count() -> None:
    """Programs read them too; the mention score stays that of hits that count."""
    found = explained("Facebook", "Facebock")
    assert found.mention_score == 0
    assert 0.45 < found.best_mention < found.counted_from == 0.77
    assert found.shown_from == 0.5
    fields = msgspec.json.decode(msgspec.json.encode(found))
    assert fields["hits"][0]["steps"][0]["factor"] == pytest.approx(0.7)
    assert fields["start"] == -2.2

"""What stands beside a near spelling, before it and in it: goods, other brands, places, and meaning."""

from __future__ import annotations

import pytest

from casework.brand import Mark, MarkKind, Name, ProtectedBrand
from matchers.match import match_text
from matchers.text.bits import PER_BIT
from matchers.text.entries import mark_entries
from matchers.text.goods.weighing import FITTING, FITTING_NARROW, LENT, OTHER, fitting_bits
from matchers.text.head import BEHIND_ANOTHER, leading_name
from matchers.text.hit import Edit
from matchers.text.letters import letter_edit_bits
from matchers.text.surprise import place_bits
from tests.matchers.lists import TODAY, watch, word_brand


def shown(text: str, *brands: ProtectedBrand | str) -> bool:
    """Whether a text is taken for any of the brands."""
    return bool(match_text(text, watch(*brands)).hits)


def gained(text: str, name: str, classes: tuple[int, ...], without: str) -> float:
    """The bits that a text adds to a near spelling, beside a text without what is asked about."""
    marks = watch(word_brand(name, nice_classes=classes)).marks
    (hit,), (plain,) = (marks.match(one, thorough=True) for one in (text, without))
    return (hit.score - plain.score) / PER_BIT


@pytest.mark.parametrize(
    ("text", "brand", "found"),
    [
        ("老干爹 辣酱", "老干妈", True),
        ("大黑兔 糖", "大白兔", True),
        ("白牛 功能饮料", "红牛", True),
        ("白牛 书包", "红牛", False),
        ("白牛", "红牛", False),
        ("买一送一白牛奶粉", "红牛", False),
        ("大米 充电宝", "小米", False),
        ("李灵 跑鞋", "李宁", True),
        ("李灵 茶叶", "李宁", False),
        ("送给李灵 跑鞋", "李宁", False),
        ("康帅博 方便面", "康师傅", True),
        ("粤力粤 饼干", "奥利奥", True),
    ],
)
def test_characters_of_one_kind_near_sound_or_like_shape_mean_the_mark(
    text: str, brand: str, *, found: bool
) -> None:
    """Father for mother imitates; two characters need the goods and the head of the title as well."""
    assert shown(text, brand) is found


@pytest.mark.parametrize(
    ("text", "brand", "found"),
    [
        ("Fula running shoes", "Fila", True),
        ("Fula", "Fila", False),
        ("Fula rice", "Fila", False),
        ("Fla running shoes", "Fila", False),
        ("Filae running shoes", "Fila", False),
        ("Rebook shoes", "Reebok", True),
        ("Matell doll", "Mattel", True),
        ("Balniga hoodie", "Balenciaga", True),
        ("Balniga hoodie", "Salenciaga", False),
        ("Lousvuitt bag", "Louis Vuitton", True),
        ("Calvin Kline underwear", "Calvin Klein", True),
    ],
)
def test_short_marks_need_their_goods_and_long_ones_may_lose_three_letters(
    text: str, brand: str, *, found: bool
) -> None:
    """A letter of four is replaced where the goods fit; another letter is doubled; three are left out."""
    assert shown(text, brand) is found


def test_another_letter_doubled_is_one_choice_unless_the_mark_has_no_double_letter() -> None:
    """Rebook moves what is double in Reebok; to drop one letter and double another is two choices."""
    dropped, doubled = Edit("", "e", "dropped"), Edit("o", "", "doubled")
    moved = letter_edit_bits((dropped, doubled), "rebook", "reebok")
    assert moved == letter_edit_bits((doubled, dropped), "rebook", "reebok")
    assert moved < letter_edit_bits((dropped, doubled), "robook", "roebok")


def test_a_letter_that_stands_elsewhere_is_one_choice() -> None:
    """Kline moves the e of Klein; to drop one letter and put in another is two choices."""
    dropped, inserted = Edit("", "e", "dropped"), Edit("e", "", "inserted")
    moved = letter_edit_bits((dropped, inserted), "klin", "klein")
    assert moved == letter_edit_bits((inserted, dropped), "klin", "klein")
    doubled = Edit("e", "", "doubled")
    assert moved == letter_edit_bits((dropped, doubled), "klin", "klein")
    other = Edit("o", "", "inserted")
    assert moved + 4 < letter_edit_bits((dropped, other), "klin", "klein")


def test_goods_say_more_the_fewer_marks_sell_them() -> None:
    """Beer by chance is rarer than goods of a mark that sells nearly everything."""
    assert fitting_bits(frozenset({3, 9, 14, 18, 25})) == FITTING
    assert FITTING < fitting_bits(frozenset({14})) < FITTING_NARROW
    assert fitting_bits(frozenset({23})) == fitting_bits(frozenset({45})) == FITTING_NARROW


@pytest.mark.parametrize(
    ("goods", "classes", "bits"),
    [
        ("shoes", (18, 25, 28), FITTING),
        ("shoes oven", (18, 25, 28), FITTING - 1),
        ("shoes oven candle milk tent", (18, 25, 28), 0.0),
        ("shoes", (30,), LENT),
        ("milk", (25,), OTHER),
        ("shoes milk", (12,), OTHER),
        ("shoes handbag", (12,), LENT),
        ("knife", (9,), OTHER),
        ("novel", (28,), LENT),
        ("kettle", (9,), 0.0),
        ("book", (9,), 0.0),
    ],
)
def test_goods_are_weighed_by_whose_they_are_and_what_else_is_named(
    goods: str, classes: tuple[int, ...], bits: float
) -> None:
    """Other goods weigh in full, unless they are such as any mark is put on; similar ones say nothing."""
    text = f"for you zalvina {goods}"
    assert gained(text, "Zelvane", classes, "for you zalvina") == pytest.approx(bits)


def test_the_spelling_itself_names_no_goods() -> None:
    """Scotch in Scotch-vrite is no whisky, but whisky beside it is."""
    assert gained("Scotch-vrite", "Scotch-Brite", (21,), "Scotch-vrite x") == pytest.approx(0.0)
    beside = gained("Scotch-vrite scotch", "Scotch-Brite", (21,), "Scotch-vrite x")
    assert beside == pytest.approx(OTHER)


def test_a_name_may_say_its_own_goods() -> None:
    """Where a list gives no goods and the mark is not well known, its name may hold a word for them."""
    said, given, silent = (
        mark_entries([brand], TODAY)[0].classes
        for brand in (
            word_brand("Zelvane Carpets"),
            word_brand("Zelvane Carpets", nice_classes=(9,)),
            ProtectedBrand("z", "z", "", (Mark("m", MarkKind.WORD, (Name("Zelvane"),)),)),
        )
    )
    assert (said, given, silent) == ((27,), (9,), ())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sony camera", "sony"),
        ("new Sony", "sony"),
        ("2 x Calvin Klein", ""),
        ("2 Calvin Klein socks", "calvinklein"),
        ("camera by Sony", ""),
        ("正品包邮 耐克 鞋", "耐克"),
        ("正品包邮耐克鞋", "耐克"),
        ("好看的耐克鞋", ""),
        ("包邮", ""),
        ("", ""),
    ],
)
def test_the_name_that_leads_a_text_is_read_behind_words_of_offers(text: str, name: str) -> None:
    """Only what stands first leads; a text may be led by no name."""
    assert leading_name(text) == name


def test_a_near_spelling_behind_another_brand_is_lowered_and_says_so() -> None:
    """Who begins with Sony sells Sony's; behind its own name, or beside it, a spelling keeps its score."""
    marks = watch("Zelvane", "Garmin").marks
    (plain,) = marks.match("camera by zalvina")
    (behind,) = marks.match("Sony camera by zalvina")
    assert behind.score == pytest.approx(plain.score + BEHIND_ANOTHER * PER_BIT)
    assert behind.vetoes == ("behind another brand: sony",)
    assert not any(hit.vetoes for hit in marks.match("Garmin watch Garmni"))
    assert not any(hit.vetoes for hit in marks.match("Sony Garmin watch Garmni"))
    alone = watch("Garmin").marks.match("Garmim watch Garmni")
    assert [hit.vetoes for hit in alone] == [(), ()]


def test_a_spelling_that_stands_alone_counts_most() -> None:
    """Names stand between gaps far more often than other characters, and seldom amid them."""
    alone, leading = place_bits("", ""), place_bits("", "面")
    ending, inside = place_bits("煮", ""), place_bits("煮", "面")
    assert alone > leading > ending > inside


def test_the_name_that_leads_a_text_lowers_what_is_behind_it_and_not_itself() -> None:
    """Lenovo is no misspelt Lenova for its own sake, and avivas behind it is lowered for Lenovo's."""
    leading, behind = watch("Lenova", "adidas").marks.match("Lenovo avivas shoes", thorough=True)
    assert leading.vetoes == ("known name: lenovo",)
    assert behind.vetoes == ("behind another brand: lenovo",)

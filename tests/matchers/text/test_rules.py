"""Each rule of the text matcher by example: what it finds, by which rule, and what vetoes it."""

from __future__ import annotations

import pytest

from casework.brand import AliasKind, MarkKind
from matchers.match import TextHit, match_text
from tests.matchers.lists import watch, word_brand

LATIN = ("Nike", "adidas", "Burberry", "Louis Vuitton", "Starbucks", "Motorola", "Lenovo", "Gap")
HAN = (
    "古驰",
    "缪缪",
    "康师傅",
    "星巴克",
    "娃哈哈",
    "农夫山泉",
    "呀!土豆",
    "蓝月亮",
    "大众",
    "明治",
    "奥利奥",
    "茶颜悦色",
)
PIXIAN = word_brand("郫县豆瓣", kind=MarkKind.GEOGRAPHICAL_INDICATION, place_names=("郫县", "郫都"))
MARKS = watch(
    *LATIN,
    *HAN,
    *("Calvin Klein", "Rolex", "Hermes", "Gucci", "Chanel"),
    *("香奈儿", "红牛", "海尔", "雕牌", "茅台", "鸭鸭"),
    *(PIXIAN, "999皮炎平", "CNET", "Bali", "TOML", "Jabber", "360", "36012"),
)


def best(text: str, *, include_all: bool = False) -> TextHit | None:
    """The strongest hit of the test list in a text."""
    hits = match_text(text, MARKS, include_all=include_all).hits
    return hits[0] if hits else None


@pytest.mark.parametrize(
    ("text", "brand", "rule"),
    [
        ("nike", "Nike", "exact"),
        ("nike90 shoes", "Nike", "exact"),
        ("gap2024", "Gap", "exact"),
        ("2024gap", "Gap", "exact"),
        ("g a p", "Gap", "exact"),
        ("adidasshoes", "adidas", "exact"),
        ("ad1da$", "adidas", "same skeleton"),
        ("ａｄｉｄａｓ", "adidas", "exact"),
        ("a🔥didas", "adidas", "same skeleton"),
        ("adi\u200bdas", "adidas", "same skeleton"),
        ("ad!das", "adidas", "same skeleton"),
        ("ni!ke", "Nike", "same skeleton"),
        ("Stаrbucks", "Starbucks", "same skeleton"),
        ("Bυrberry", "Burberry", "same skeleton"),
        ("rnotorola", "Motorola", "look alike letters"),
        ("Nkie air", "Nike", "letters"),
        ("Niike air", "Nike", "letters"),
        ("abibas", "adidas", "letters"),
        ("Burbery scarf", "Burberry", "letters"),
        ("Starbocks", "Starbucks", "letters"),
        ("louis vuiton bag", "Louis Vuitton", "letters"),
        ("luis vuitton bag", "Louis Vuitton", "letters"),
        ("l3novp laptop", "Lenovo", "letters"),
        ("N*ke", "Nike", "masked"),
        ("Louis V*itton", "Louis Vuitton", "masked"),
        ("L**is Vuitton", "Louis Vuitton", "masked"),
        ("adid*s", "adidas", "masked"),
        ("adida*", "adidas", "masked"),
        ("L*uis V*itton bag", "Louis Vuitton", "masked"),
        ("C*lvin Kl*in", "Calvin Klein", "masked"),
        ("R0l*x watch", "Rolex", "masked"),
        ("H€rm*s bag", "Hermes", "masked"),
        ("N1*e air", "Nike", "masked"),
        ("G***i belt", "Gucci", "masked"),
        ("CHA***L", "Chanel", "masked"),
        ("康S傅 面", "康师傅", "masked"),
        ("n.1.k.3 shoes", "Nike", "same skeleton"),
        ("甲鸟甲鸟 羽绒服", "鸭鸭", "split character"),
        ("康丶师丨傅 面", "康师傅", "same skeleton"),
        ("十口驰 女包", "古驰", "split character"),
        ("C*ane* bag", "Chanel", "masked"),
        ("康*傅 面", "康师傅", "masked"),
        ("康师* 面", "康师傅", "masked"),
        ("康x傅 面", "康师傅", "masked"),
        ("古～ 腰带", "古驰", "masked"),
        ("古 驰 腰带", "古驰", "exact"),
        ("古馳", "古驰", "same skeleton"),
        ("明志 奶粉", "明治", "sound"),
        ("谬谬 包", "缪缪", "similar shape"),
        ("辛巴客 咖啡", "星巴克", "sound"),
        ("康帅傅 面", "康师傅", "one character"),
        ("六康师附", "康师傅", "one character"),
        ("娃娃哈 饮料", "娃哈哈", "one character"),
        ("巴星克 咖啡", "星巴克", "reordered"),
        ("驰古 包", "古驰", "reordered"),
        ("农夫泉山", "农夫山泉", "reordered"),
        ("娃恰恰 饮料", "娃哈哈", "similar shape"),
        ("农民山泉", "农夫山泉", "one character"),
        ("农夫的山泉", "农夫山泉", "inserted"),
        ("康的师傅", "康师傅", "inserted"),
        ("农山泉 水", "农夫山泉", "dropped"),
        ("夫山泉 水", "农夫山泉", "dropped"),
        ("日月治 奶粉", "明治", "split character"),
        ("666皮炎平 乳膏", "999皮炎平", "one character"),
        ("星吧刻 咖啡", "星巴克", "sound"),
        ("澳利粤 饼干", "奥利奥", "sound"),
        ("康～ 面", "康师傅", "masked"),
        ("茶颜* 奶茶", "茶颜悦色", "masked"),
        ("蓝yue亮 洗衣液", "蓝月亮", "pinyin"),
        ("lanyueliang 洗衣液", "蓝月亮", "pinyin"),
        ("呀土豆 薯条", "呀!土豆", "same skeleton"),
        ("好!呀土豆", "呀!土豆", "same skeleton"),
        ("康1师2傅 面", "康师傅", "same skeleton"),
        ("香a奈b儿 包", "香奈儿", "same skeleton"),
        ("星の巴の克", "星巴克", "same skeleton"),
        ("星ａ巴ﾉ克", "星巴克", "same skeleton"),
        ("古a驰 包", "古驰", "same skeleton"),
        ("纟工牛 饮料", "红牛", "split character"),
        ("氵每尔 冰箱", "海尔", "split character"),
        ("周隹牌 洗衣粉", "雕牌", "split character"),
        ("芧台 白酒", "茅台", "similar shape"),
        ("郫縣豆瓣", "郫县豆瓣", "same skeleton"),
        ("9 9 9皮炎平", "999皮炎平", "exact"),
        ("360 安全", "360", "exact"),
    ],
)
def test_a_spelling_is_found_by_its_rule(text: str, brand: str, rule: str) -> None:
    """Each way to write a mark is found, and the hit says by which rule."""
    hit = best(text, include_all=True)
    assert hit is not None
    assert (hit.brand, hit.rule) == (brand, rule)


@pytest.mark.parametrize(
    "text",
    [
        "70ml bottle",
        "visual c .net step by step",
        "ball",
        "100m cable",
        "CNE7.052",
        "女大 众",
        "观大众筹",
        "郫县豆干",
        "mo*or oil 5*6",
        "ball*",
        "a**",
        "500ml*24",
        "大*2 小*3 组合装",
        "红～绿",
        "新古～",
        "jabbering",
        "a1360b",
        "13601",
        "9360121",
        "jabb",
        "gappe",
        "x o g",
        "s m l x",
        "l0l",
        "",
    ],
)
def test_what_means_something_else_is_not_shown(text: str) -> None:
    """Measures, words, codes, quantities and goods of a place are no marks."""
    hits = [hit for hit in match_text(text, MARKS).hits if not hit.literal]
    assert hits == []


@pytest.mark.parametrize(
    ("text", "brand", "veto"),
    [
        ("女生生日", "周生生", "ordinary words: 女生 生日"),
        ("客房玫瑰", "红玫瑰", "ordinary words: 客房 玫瑰"),
        ("方大 特钢", "方太", "ordinary words: 方 大"),
        ("懂资", "东芝", "ordinary words: 懂 资"),
        ("冻芝士", "东芝", "inside a neighbouring word: 芝士"),
        ("爱普生", "爱浦", "inside a longer word: 爱普生"),
        ("pyrex", "Pyrox", "common word: pyrex"),
        ("Facebook", "Facebock", "common word: facebook"),
        ("T 0 ML", "TOML", "number: t 0 ml"),
        ("红色蜻蜓 标本", "红蜻蜓", "ordinary words: 红色 蜻蜓"),
        ("香奈 儿童绘本", "香奈儿", "across two words: inside a neighbouring word: 儿童"),
        ("She'll be right", "Shell", "contraction: she'll"),
        ("苹果派3克", "派克", "measure: 3克"),
        ("女子奇妙 饰品", "好奇", "ordinary words: 女子 奇妙"),
        ("爱马人士礼物", "爱马仕", "common word: 人士"),
        ("Leite em lata 400g", "IATA", "common word: lata"),
    ],
)
def test_a_vetoed_spelling_is_not_shown_and_says_why(text: str, brand: str, veto: str) -> None:
    """What speaks against a spelling hides it, and a thorough search names it."""
    marks = watch(brand)
    assert match_text(text, marks).hits == ()
    (hit,) = marks.marks.match(text, thorough=True)
    assert hit.vetoes == (veto,)


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("m师傅 面", "康师傅"),
        ("康～面", "康师傅"),
        ("康师M号", "康师傅"),
        ("2康～ 面", "康师傅"),
        ("小康～ 面", "康师傅"),
        ("健康～ 面", "健康天使"),
        ("卡～ 面", "卡b乐"),
        ("茶颜～ 面", "茶花女郎"),
        ("康****傅", "康师傅"),
        ("100张*12本", "张氏"),
        ("M4*10 screws", "Marlo"),
        ("500 ml*10", "Millo"),
        ("康*面", "康师傅"),
        ("dock", "clock"),
        ("brake**2 disc", "breaker"),
    ],
)
def test_what_only_resembles_a_mask_or_an_edit_is_no_hit_at_all(text: str, brand: str) -> None:
    """A decoration beside a word, a letter for a character and a common word ask for no mark."""
    assert watch(brand).marks.match(text, thorough=True) == ()


@pytest.mark.parametrize(
    ("text", "brand", "rules"),
    [
        ("can on printer", "Canon", ["exact"]),
        ("爱 好东西", "爱好", ["exact"]),
        ("大普拉普达", "普拉达", ["inserted"]),
        ("可口大可乐", "可口可乐", ["inserted"]),
        ("青岛市啤酒", "青岛啤酒", ["inserted"]),
        ("古 、驰 包", "古驰", ["same skeleton"]),
        ("日月治 明治", "明治", ["split character", "exact"]),
        ("mingzhi 明治", "明治", ["exact"]),
    ],
)
def test_what_no_veto_speaks_against_is_shown(text: str, brand: str, rules: list[str]) -> None:
    """Marks pulled apart and characters put in are found; pinyin beside the mark says nothing new."""
    hits = sorted(match_text(text, watch(brand)).hits, key=lambda hit: hit.span)
    assert [hit.rule for hit in hits] == rules


def test_another_brand_standing_there_lowers_a_near_hit() -> None:
    """A text that says Adidos, itself on the list, is not shown as adidas."""
    alone = match_text("adidos shoes", watch("adidas")).hits
    both = match_text("adidos shoes", watch("adidas", "adidos")).hits
    assert [hit.brand for hit in alone] == ["adidas"]
    assert [hit.brand for hit in both] == ["adidos"]
    everything = match_text("adidos shoes", watch("adidas", "adidos"), include_all=True).hits
    assert {hit.brand for hit in everything} == {"adidas", "adidos"}


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("H&M dress", "H&M"),
        ("ｈ＆ｍ dress", "H&M"),
        ("hm dress", ""),
        ("size h, m", ""),
        ("E-MU sound card", "E-MU"),
        ("emu eggs", ""),
        ("e sound card", ""),
        ("A.P.C. jeans", "A.P.C."),
        ("apc jeans", "A.P.C."),
    ],
)
def test_short_marks_with_a_sign(text: str, brand: str) -> None:
    """Letters that mean something else, or nothing, without their sign are the mark only with it."""
    hits = match_text(text, watch("H&M", "E-MU", "A.P.C.")).hits
    assert [hit.brand for hit in hits] == ([brand] if brand else [])


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("Van Clef & Arpels clover", "Van Cleef & Arpels"),
        ("head and shouldors", ""),
        ("Head & Shouldors", "Head & Shoulders"),
        ("the north fece jacket", "The North Face"),
        ("McDonolds toy", "McDonald's"),
        ("insti360 camera", "insta360"),
        ("fece north the", ""),
    ],
)
def test_one_word_of_several_is_written_wrongly(text: str, brand: str) -> None:
    """The other words still stand as they are, in order; digits and apostrophes do not part them."""
    names = ("Van Cleef & Arpels", "Head & Shoulders", "The North Face", "McDonald's")
    hits = match_text(text, watch(*names, "insta360")).hits
    assert [hit.brand for hit in hits] == ([brand] if brand else [])


def test_capital_i_stands_for_l_and_is_weighed_as_a_change_beside_others() -> None:
    """ISONIC is no Lasonic; 1 for i or l costs nothing in a word with another change."""
    assert not match_text("ISONIC radio", watch("Lasonic")).hits
    assert match_text("phi1ps lamp", watch("Philips")).hits


def test_a_brand_inside_the_imitated_mark_does_not_hide_the_imitation() -> None:
    """Of two brands, one the beginning of the other, both are found: 农夫 in 农夫a山泉."""
    hits = match_text("农夫a山泉 饮用水", watch("农夫山泉", "农夫")).hits
    assert {hit.brand for hit in hits} == {"农夫山泉", "农夫"}


def test_an_imitation_that_goes_beyond_another_brand_is_still_shown() -> None:
    """爱玛 stands in 爱玛仕, which imitates 爱马仕 all the same; where it only overlaps it counts more."""
    hits = match_text("爱玛仕 丝巾", watch("爱马仕", "爱玛")).hits
    assert {hit.brand for hit in hits} == {"爱马仕", "爱玛"}
    assert [hit.brand for hit in match_text("爱玛仕女 丝巾", watch("爱马仕", "仕女")).hits] == [
        "仕女"
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("康 帅 傅 面", True),
        ("康帅傅 面", True),
        ("苏泊 湖景 民宿", False),
        ("核桃 六个 装", False),
    ],
)
def test_an_imitation_is_not_cut_in_two(text: str, *, shown: bool) -> None:
    """A gap after each character hides a mark; one gap somewhere parts two words."""
    marks = watch("康师傅", "苏泊尔", "六个核桃")
    assert bool(match_text(text, marks).hits) is shown


def test_trade_slang_counts_less_and_is_never_literal() -> None:
    """Slang means the mark less surely than its name; using it at all hides the mark."""
    brand = word_brand("路易威登", ("驴家", AliasKind.SLANG), ("LV", AliasKind.ABBREVIATION))
    marks = watch(brand)
    slang = match_text("驴家 老花包", marks)
    short = match_text("LV bag", marks)
    assert slang.flag
    assert not slang.hits[0].literal
    assert (slang.hits[0].rule, short.hits[0].rule) == ("slang alias", "abbreviation alias")


def test_an_english_abbreviation_of_four_letters_is_taken_exactly_only() -> None:
    """A slang name is never matched fuzzily."""
    marks = watch(word_brand("Air Jordan", ("Jays", AliasKind.SLANG), ("A*", AliasKind.SLANG)))
    assert match_text("Jays shoes", marks).hits
    assert not match_text("Jay shoes", marks).hits


def test_a_mark_repeated_very_often_is_reported_a_bounded_number_of_times() -> None:
    """A page that repeats a mark a thousand times says nothing new after the first hundred."""
    marks = watch("Nike", "康师傅", "古驰")
    assert len(match_text("Nike " * 1000, marks).hits) == 100
    assert 0 < len(match_text("康帅傅 " * 1000, marks).hits) <= 100
    assert 0 < len(match_text("古池 " * 1000, marks).hits) <= 100


def test_near_spellings_are_sought_in_the_beginning_of_a_very_long_text() -> None:
    """Exact marks are found anywhere; near ones up to 50,000 characters into a text."""
    marks = watch("Nike", "康师傅")
    long = "x " * 30_000
    assert match_text(f"{long} 康师傅 N*ke", marks).hits[0].brand == "康师傅"
    assert [hit.brand for hit in match_text(f"N*ke {long}红", marks).hits] == ["Nike"]


def test_many_new_words_do_not_fill_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What words mean is remembered up to a bound and then forgotten; answers stay the same."""
    monkeypatch.setattr("matchers.text.latin_search.REMEMBERED", 3)
    marks = watch("Burberry")
    for _ in range(3):
        for text in ("Burbery", "Burbbery", "Burrberry", "Burberrry", "qzxv wkjq pfft", "zzxq"):
            assert bool(match_text(text, marks).hits) == text.startswith("Bur")


def test_a_brand_lowers_no_spelling_of_its_own() -> None:
    """Right behind 康师傅, 康帅傅 is vetoed no more than anywhere."""
    hits = watch("康师傅").marks.match("康师傅康帅傅")
    assert [(hit.matched, hit.vetoes) for hit in hits] == [("康师傅", ()), ("康帅傅", ())]


@pytest.mark.parametrize(("name", "text"), [("康师傅", "康康师傅"), ("农夫山泉", "农农夫山泉水")])
def test_a_place_is_one_hit_of_a_mark(name: str, text: str) -> None:
    """Where a mark stands as registered, a near spelling that overlaps it is no hit of its own."""
    assert [(hit.matched, hit.rule) for hit in match_text(text, watch(name)).hits] == [
        (name, "exact")
    ]


def test_a_sign_in_a_word_does_not_make_a_digit_beside_it_a_number() -> None:
    """Mob!1 reads Mobil; m 1 does not become a mark for its digit."""
    assert match_text("Mob!1 oil", watch("Mobil")).hits
    assert not match_text("mobi 1 of 2", watch("mobil")).hits

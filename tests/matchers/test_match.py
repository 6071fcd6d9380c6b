"""Matching a text and a listing: what is found where, and what a reviewer is shown."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from casework.brand import AliasKind, AuthorisedSeller, MarkKind, PriceBand
from casework.evidence import TextSpan
from casework.flag import Tier
from casework.listing import Listing, Price, Seller
from casework.settings import MatchSettings
from matchers.match import match_text
from matchers.watchlist import Watchlist
from tests.matchers.lists import NOW, TODAY, listing, match_listing, watch, word_brand

NIKE = replace(
    word_brand("Nike"),
    authorised_sellers=(
        AuthorisedSeller("Nike 官方旗舰店", source="shop", native_id="s1"),
        AuthorisedSeller("Old Partner", valid_until=date(2025, 1, 1)),
        AuthorisedSeller("Elsewhere", source="other"),
    ),
    price_bands=(PriceBand(Decimal(500), Decimal(1500), "CNY"),),
)
PIXIAN = replace(
    word_brand(
        "郫县豆瓣", kind=MarkKind.GEOGRAPHICAL_INDICATION, place_names=("郫县", "郫都", "四川")
    ),
    authorised_sellers=(AuthorisedSeller("鹃城牌旗舰店"),),
)


def test_a_literal_mention_is_found_and_not_shown() -> None:
    """A mark written as registered is a literal hit, and alone no reason to look."""
    answer = match_text("new NIKE running shoes", watch("Nike"))
    (hit,) = answer.hits
    assert (hit.brand, hit.literal, hit.span, hit.matched, hit.score) == (
        "Nike",
        True,
        (4, 8),
        "NIKE",
        1.0,
    )
    assert not answer.flag


@pytest.mark.parametrize(
    "text",
    ["N1KE shoes", "𝗡𝗜𝗞𝗘 shoes", "n-i-k-e", "ni\u200bke shoes", "nіke", "n̈ik\u0301e"],
)
def test_an_evasive_spelling_is_shown(text: str) -> None:
    """A spelling that hides the mark from a keyword filter is a non-literal hit that is shown."""
    answer = match_text(text, watch("Nike"))
    assert answer.flag
    assert not answer.hits[0].literal


def test_an_evasive_spelling_cancels_a_benign_word() -> None:
    """An honest accessory seller has no reason to write N1KE."""
    marks = watch("Nike")
    honest = match_text("strap compatible with Nike", marks)
    evasive = match_text("strap compatible with N1KE", marks)
    assert [reason.code for reason in honest.hits[0].reasons] == ["compatible"]
    assert not honest.flag
    assert evasive.flag


def test_a_replica_word_shows_a_literal_mention() -> None:
    """A seller who calls the goods a replica is shown to a reviewer."""
    answer = match_text("Nike 高仿 shoes", watch("Nike"))
    assert answer.flag
    assert answer.hits[0].reasons[0].subject == "高仿"


def test_hits_below_the_threshold_are_given_on_request_only_and_never_flag() -> None:
    """`--all` shows weak hits, and they decide nothing."""
    marks = watch("红玫瑰")
    assert match_text("客房玫瑰", marks).hits == ()
    answer = match_text("客房玫瑰", marks, include_all=True)
    assert answer.hits[0].score < 0.7
    assert not answer.flag


def test_a_text_without_marks_gives_nothing() -> None:
    """Most texts hit nothing."""
    answer = match_text("plain cotton shirt", watch("Nike", "耐克"))
    assert (answer.hits, answer.flag, answer.flag_score) == ((), False, 0.0)


def test_an_expired_mark_is_not_matched() -> None:
    """A right that is no longer in force is never matched."""
    expired = word_brand("Nike", valid_until=date(2026, 11, 21))
    assert match_text("Nike", watch(expired)).hits == ()


def test_an_unlisted_seller_far_below_the_price_is_shown() -> None:
    """Price and seller together can lift a literal mention over the threshold."""
    offer = listing(
        "Nike Air shoes",
        seller=Seller("cheap shoes"),
        price=Price(Decimal(99), "CNY", "¥99"),
    )
    (flag,) = match_listing(offer, watch(NIKE), {}, NOW)
    assert flag.tier is Tier.POSSIBLE
    assert [reason.code for reason in flag.reasons] == ["price_far_below", "unlisted_seller"]
    assert flag.evidence[0].where == TextSpan("title", 0, 4)
    assert (flag.evidence[0].seen, flag.evidence[0].against) == ("Nike", "Nike")


@pytest.mark.parametrize(
    ("seller", "code"),
    [
        (Seller("Nike官方旗舰店", "s1"), "authorised_seller"),
        (Seller("Nike 官方旗舰店"), "authorised_seller"),
        (Seller("Nike官方旗舰店", "s2"), "seller_name_imitated"),
        (Seller("Old Partner"), "unlisted_seller"),
        (Seller("Elsewhere"), "unlisted_seller"),
    ],
)
def test_a_seller_is_authorised_by_id_place_and_period(seller: Seller, code: str) -> None:
    """The native id decides where both sides have one; source and period limit an authorisation."""
    (flag,) = match_listing(listing("N1KE shoes", seller=seller), watch(NIKE), {}, NOW)
    assert code in {reason.code for reason in flag.reasons}
    assert (flag.tier is Tier.CONTEXT) == (code == "authorised_seller")


@pytest.mark.parametrize(
    "price",
    [
        Price(Decimal(99), "USD", "$99"),
        Price(None, "CNY", "ask"),
        Price(Decimal(600), "CNY", "¥600"),
        None,
    ],
)
def test_a_price_says_nothing_outside_its_band(price: Price | None) -> None:
    """Another currency, no amount or a usual price is no reason."""
    (flag,) = match_listing(listing("Nike shoes", price=price), watch(NIKE), {}, NOW)
    assert flag.reasons == ()


def test_a_price_is_judged_by_the_band_in_its_currency() -> None:
    """A brand that is sold in several currencies has a band for each, and none is converted."""
    euros = PriceBand(Decimal(70), Decimal(200), "EUR")
    brand = replace(NIKE, price_bands=(*NIKE.price_bands, euros))
    for price, codes in (
        (Price(Decimal(20), "EUR", "20 €"), ["price_far_below"]),
        (Price(Decimal(99), "EUR", "99 €"), []),
        (Price(Decimal(99), "CNY", "¥99"), ["price_far_below"]),
        (Price(Decimal(20), "USD", "$20"), []),
        (Price(Decimal(20), None, "20"), []),
    ):
        (flag,) = match_listing(listing("Nike shoes", price=price), watch(brand), {}, NOW)
        assert [reason.code for reason in flag.reasons] == codes


def test_a_price_somewhat_low_weighs_less() -> None:
    """A price between 40 % and 70 % of the band is a small reason."""
    offer = listing("Nike shoes", price=Price(Decimal(300), "CNY", "¥300"))
    (flag,) = match_listing(offer, watch(NIKE), {}, NOW)
    assert [reason.code for reason in flag.reasons] == ["price_below"]
    free = replace(NIKE, price_bands=(PriceBand(Decimal(0), Decimal(1), "CNY"),))
    (flag,) = match_listing(offer, watch(free), {}, NOW)
    assert flag.reasons == ()


def test_a_compatible_accessory_is_not_judged_by_the_price() -> None:
    """A strap for a watch costs less than the watch."""
    offer = listing("strap compatible with Nike", price=Price(Decimal(9), "CNY", "¥9"))
    (flag,) = match_listing(offer, watch(NIKE), {}, NOW)
    assert [reason.code for reason in flag.reasons] == ["compatible"]


@pytest.mark.parametrize(
    ("attributes", "seller", "codes"),
    [
        ((), "某店", {"geographical_indication", "unlisted_seller"}),
        ((("产地", "山东"),), "某店", {"other_origin", "unlisted_seller"}),
        ((("产地", "四川 郫都区"),), "某店", {"unlisted_seller"}),
        ((), "鹃城牌旗舰店", {"authorised_seller"}),
    ],
)
def test_a_geographical_indication_is_judged_by_seller_and_origin(
    attributes: tuple[tuple[str, str], ...], seller: str, codes: set[str]
) -> None:
    """Goods from elsewhere, or by an unlisted seller without any origin, are shown."""
    offer = listing("郫县豆瓣 500g", attributes=attributes, seller=Seller(seller))
    (flag,) = match_listing(offer, watch(PIXIAN), {}, NOW)
    assert {reason.code for reason in flag.reasons} == codes
    shown = bool(codes & {"geographical_indication", "other_origin"})
    assert (flag.tier is not Tier.CONTEXT) == shown


def test_a_geographical_indication_without_listed_sellers_needs_another_origin() -> None:
    """Where nobody is listed, nobody is unlisted."""
    nobody = replace(PIXIAN, authorised_sellers=())
    (flag,) = match_listing(listing("郫县豆瓣 500g"), watch(nobody), {}, NOW)
    assert flag.reasons == ()


def test_a_place_name_alone_proves_nothing() -> None:
    """The place inside a geographical indication is no mention of it; as a mark it is demoted."""
    assert match_text("郫县 特产", watch(PIXIAN)).hits == ()
    inside = word_brand("农夫山泉", place_names=("夫山泉",))
    assert match_text("夫山泉 水", watch(inside)).hits == ()
    place = word_brand("郫县", place_names=("郫县",))
    answer = match_text("郫县 特产", watch(place))
    assert [reason.code for reason in answer.hits[0].reasons] == ["place_name"]


def test_a_special_sign_is_shown_without_an_authorisation() -> None:
    """A special sign is for those who are listed for it."""
    sign = word_brand("亚运会", kind=MarkKind.SPECIAL_SIGN)
    (flag,) = match_listing(listing("亚运会 纪念品"), watch(sign), {}, NOW)
    assert flag.tier is Tier.POSSIBLE
    assert flag.reasons[0].code == "special_sign"


def test_a_dictionary_word_needs_a_class_word() -> None:
    """苹果 is fruit unless something about the goods says telephone."""
    apple = word_brand("苹果", dictionary_word=True, class_words=("手机",))
    (fruit,) = match_listing(listing("红富士苹果 5斤"), watch(apple), {}, NOW)
    (phone,) = match_listing(listing("苹果手机 128g"), watch(apple), {}, NOW)
    assert [reason.code for reason in fruit.reasons] == ["dictionary_word"]
    assert phone.reasons == ()


def test_a_benign_word_must_speak_of_every_mention_in_the_title() -> None:
    """A shop that sells "Nike" and also writes "for Nike" still sells Nike."""
    answer = match_text("Nike strap, a very good one as it seems, for Nike", watch("Nike"))
    assert answer.hits[0].reasons == ()


def test_a_word_anywhere_in_the_listing_speaks_of_the_title() -> None:
    """二手 in the description also says something about the title."""
    offer = listing("Nike shoes", description="九成新 二手", brand="Nike")
    (flag,) = match_listing(offer, watch("Nike"), {}, NOW)
    assert [reason.code for reason in flag.reasons] == ["second_hand"]
    assert ("context second_hand", "二手") in {
        (detail.name, detail.value) for detail in flag.evidence[0].details
    }


def test_flags_come_most_suspicious_first() -> None:
    """One flag per brand, ordered by the infringement score."""
    flags = match_listing(listing("Nike and ad1das"), watch("Nike", "adidas"), {}, NOW)
    assert [flag.brand_id for flag in flags] == ["adidas", "Nike"]


def test_an_alias_counts_as_its_mark() -> None:
    """Another official way to write the mark is found as the mark."""
    brand = word_brand("阿迪达斯", ("adidas", AliasKind.TRANSLITERATION))
    answer = match_text("adidas shoes", watch(brand))
    assert (answer.hits[0].brand, answer.hits[0].against) == ("阿迪达斯", "adidas")


def test_a_watchlist_survives_pickling_and_its_version_follows_the_list() -> None:
    """Workers get the same watchlist; its version changes with the brands in force and pictures."""
    marks = watch("Nike", "耐克")
    copy: Watchlist = pickle.loads(pickle.dumps(marks))  # noqa: S301 (made one line above)
    assert match_text("N1KE", copy) == match_text("N1KE", marks)
    assert copy.version == marks.version == watch("Nike", "耐克").version
    assert watch("Nike").version != marks.version
    ending = word_brand("Nike", valid_until=TODAY)
    before = Watchlist.build([ending], {}, MatchSettings(), TODAY)
    after = Watchlist.build([ending], {}, MatchSettings(), date(2026, 11, 23))
    assert before.version != after.version


def test_an_empty_list_and_an_empty_text_are_answered() -> None:
    """Nothing against nothing is nothing."""
    assert match_text("Nike", watch()).hits == ()
    assert match_text("", watch("Nike")).hits == ()
    empty: Listing = listing("")
    assert match_listing(empty, watch("Nike"), {}, NOW) == ()


def test_a_copy_is_a_copy_second_hand_too() -> None:
    """A replica word takes the weight of words that speak of genuine goods, and of no others."""
    marks = watch("李宁")
    assert match_text("二手 李宁 高仿 球鞋", marks).flag
    assert not match_text("二手 李宁 球鞋", marks).flag
    codes = {reason.code for reason in match_text("适用 李宁 高仿 鞋带", marks).hits[0].reasons}
    assert codes == {"replica", "compatible"}


def test_a_copy_compared_with_the_original_is_a_copy() -> None:
    """Sellers of copies compare them with the original; a comparison alone is lawful."""
    marks = watch("李宁", "Omega")
    assert match_text("李宁 高仿 vs 正品 球鞋", marks).flag
    assert match_text("Omega Seamaster replica compared to the original", marks).flag
    assert not match_text("李宁 vs 安踏 球鞋 哪个好", marks).flag

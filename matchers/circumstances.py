"""Reasons from the circumstances of an offer: who sells, at what price, from where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from casework.brand import AuthorisedSeller, Mark, MarkKind, ProtectedBrand, within
from casework.flag import Reason
from casework.listing import Listing, Seller
from matchers.text.fold import fold
from matchers.text.skeleton import skeleton
from matchers.weights import WEIGHTS

FAR_BELOW = 0.4
BELOW = 0.7
"""Shares of the lower end of a brand's price band; market practice warns between 70 % and 85 %."""

ORIGIN_NAMES = frozenset(
    fold(name)
    for name in ("产地", "原产地", "产地省份", "origin", "place of origin", "country of origin")
)
"""Attribute names under which shops state where goods come from."""


def seller_reasons(listing: Listing, brand: ProtectedBrand, today: date) -> list[Reason]:
    """Whether the seller may sell the brand on that day.

    A native id decides where the list and the page both have one: a shop that bears an authorised
    seller's name under another id borrows that name.
    """
    seller = listing.seller
    if seller is None or not brand.authorised_sellers:
        return []
    imitated = ""
    for authorised in brand.authorised_sellers:
        if authorised.source is not None and authorised.source != listing.source:
            continue
        if not within(authorised.valid_from, authorised.valid_until, today):
            continue
        if _same_id(authorised, seller) or (
            _comparable_ids(authorised, seller) is False and _same_name(authorised, seller)
        ):
            return [Reason("authorised_seller", WEIGHTS["authorised_seller"], authorised.name)]
        if _same_name(authorised, seller):
            imitated = authorised.name
    reasons = [Reason("unlisted_seller", WEIGHTS["unlisted_seller"], seller.name)]
    if imitated:
        reasons.append(Reason("seller_name_imitated", WEIGHTS["seller_name_imitated"], seller.name))
    return reasons


def _comparable_ids(authorised: AuthorisedSeller, seller: Seller) -> bool:
    return bool(authorised.native_id and seller.native_id)


def _same_id(authorised: AuthorisedSeller, seller: Seller) -> bool:
    return _comparable_ids(authorised, seller) and authorised.native_id == seller.native_id


def _same_name(authorised: AuthorisedSeller, seller: Seller) -> bool:
    return bool(skeleton(seller.name)) and skeleton(authorised.name) == skeleton(seller.name)


def price_reasons(listing: Listing, brand: ProtectedBrand) -> list[Reason]:
    """Whether the price lies far under the brand's band in its currency.

    That is a signal for triage, never a ground of complaint.
    """
    price = listing.price
    band = brand.price_band_in(price.currency) if price is not None else None
    if price is None or band is None or price.amount is None or band.low <= 0:
        return []
    share = float(price.amount / band.low)
    if share < FAR_BELOW:
        return [Reason("price_far_below", WEIGHTS["price_far_below"], price.raw)]
    if share < BELOW:
        return [Reason("price_below", WEIGHTS["price_below"], price.raw)]
    return []


def sign_reasons(marks: Sequence[Mark]) -> list[Reason]:
    """A special sign used by anybody who is not listed for it."""
    return [
        Reason("special_sign", WEIGHTS["special_sign"], mark.mark_id)
        for mark in marks
        if mark.kind is MarkKind.SPECIAL_SIGN
    ]


def origin_reasons(listing: Listing, brand: ProtectedBrand, marks: Sequence[Mark]) -> list[Reason]:
    """A geographical indication on goods that state another origin, or none, by an unlisted seller.

    Without any listed seller the list cannot say who is unlisted; then only a stated other origin
    counts.
    """
    origins = [
        value
        for name, value in listing.attributes
        if fold(name).strip() in ORIGIN_NAMES and value.strip()
    ]
    reasons = []
    for mark in marks:
        if mark.kind is not MarkKind.GEOGRAPHICAL_INDICATION:
            continue
        if not origins:
            if brand.authorised_sellers:
                weight = WEIGHTS["geographical_indication"]
                reasons.append(Reason("geographical_indication", weight, mark.mark_id))
        elif mark.place_names and not _from_there(origins, mark):
            reasons.append(Reason("other_origin", WEIGHTS["other_origin"], origins[0]))
    return reasons


def _from_there(origins: Sequence[str], mark: Mark) -> bool:
    stated = " ".join(fold(origin) for origin in origins)
    return any(fold(place) in stated for place in mark.place_names)

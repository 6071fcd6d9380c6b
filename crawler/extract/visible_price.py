"""The visible price: of all amounts that a reader sees, the one that this offer asks."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from casework.listing import Price
from crawler.extract.layout import Layout, Zone
from crawler.extract.money import Money, Role, bare_money, find_money, role_before

ACCEPTABLE = -2.0
"""Score from which a visible amount is taken where nothing else says a price."""

_IN_CARD = 4.0
_LONGEST_TEXT = 70
_MOST_AMOUNTS = 2_000
_DIGIT = re.compile(r"\d")
_CENTS = re.compile(r"\d{2}")
_CENTS_NAME = re.compile(r"cent|deci|frac|sup|small|minor|penny|pence", re.IGNORECASE)
_ROLE_SCORES = {Role.NOW: 2.0, Role.PLAIN: 0.0, Role.UNIT: -3.0, Role.WAS: -5.0, Role.OTHER: -6.0}
_ZONE_SCORES = (
    (Zone.HIDDEN, -4.0),
    (Zone.ASIDE, -5.0),
    (Zone.CHROME, -5.0),
    (Zone.STRUCK, -5.0),
    (Zone.CHOICE, -3.0),
    (Zone.LINKED, -2.0),
    (Zone.PRICED, 3.0),
    (Zone.MARKED_PRICE, 2.0),
    (Zone.CURRENT, 1.0),
)


@dataclass(frozen=True, slots=True)
class PriceSeen:
    """An amount on the page with the piece of text it begins in and how likely it is the price."""

    money: Money
    place: int
    score: float

    @property
    def price(self) -> Price:
        """The amount as a listing's price; of a range the lower end."""
        return Price(self.money.amount, self.money.currency, self.money.raw)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount with the piece of text it begins in and that piece's zone."""

    money: Money
    place: int
    zone: int


def read_amounts(layout: Layout, hints: Sequence[str]) -> list[Amount]:
    """The amounts of a page in reading order, from the smallest elements that hold one whole."""
    found: list[Amount] = []
    place = 0
    while place < len(layout.texts) and len(found) < _MOST_AMOUNTS:
        if not _DIGIT.search(layout.texts[place]):
            place += 1
            continue
        begin, end, monies, zone = _grown(layout, place, hints)
        if monies:
            monies[0] = _labelled(layout, monies[0], begin)
        found += [Amount(money, begin, zone) for money in monies]
        place = max(end, place + 1) if monies else place + 1
    return found


def _labelled(layout: Layout, money: Money, place: int) -> Money:
    """An amount with the role that a short piece of text before it gives it."""
    if money.role is not Role.PLAIN or money.start > 0 or place == 0:
        return money
    label = layout.texts[place - 1]
    if len(label) > 24 or layout.heading_text.endswith(label):
        return money
    role = role_before(label)
    return replace(money, role=role) if role is not Role.PLAIN else money


def visible_prices(
    layout: Layout, amounts: Sequence[Amount], carded: Iterable[tuple[int, int]] = ()
) -> list[PriceSeen]:
    """The amounts that may be the offer's price, the likeliest first.

    `carded` are the places of cards, whose amounts are other offers' prices.
    """
    inside = {place for first, last in carded for place in range(first, last)}
    found = [
        PriceSeen(
            amount.money,
            amount.place,
            _score(layout, amount) - (_IN_CARD if amount.place in inside else 0),
        )
        for amount in amounts
    ]
    return sorted(found, key=lambda seen: (-seen.score, seen.place))


def amounts_within(amounts: Sequence[Amount], first: int, last: int) -> list[Money]:
    """The amounts within the pieces [first, last), without crossed-out ones and savings."""
    begin = bisect_left(amounts, first, key=lambda amount: amount.place)
    end = bisect_left(amounts, last, key=lambda amount: amount.place)
    return [
        amount.money
        for amount in amounts[begin:end]
        if not amount.zone & (Zone.STRUCK | Zone.HIDDEN)
        and amount.money.role not in {Role.WAS, Role.OTHER}
    ]


def _grown(layout: Layout, place: int, hints: Sequence[str]) -> tuple[int, int, list[Money], int]:
    """Climb from a piece with digits while the element around still says one short thing."""
    number = layout.owners[place]
    best: tuple[int, int, list[Money], int] = (place, place + 1, [], layout.zone(place))
    text = layout.texts[place]
    monies = list(find_money(text, hints))
    if monies:
        best = (place, place + 1, monies, layout.zone(place))
    if len(text) > _LONGEST_TEXT:
        return best
    seen = text
    for _ in range(4):
        block = layout.blocks[number]
        if block.last - block.first > 8:
            break
        text = _joined(layout, block.first, block.last)
        if len(text) > _LONGEST_TEXT:
            break
        wider = list(find_money(text, hints)) if text != seen else best[2]
        seen = text
        if len(wider) > max(1, len(best[2])):
            break
        if wider and (not best[2] or _says_more(wider, best[2])):
            zone = layout.zone(place) | (block.zone & Zone.PRICED)
            best = (block.first, block.last, wider, zone)
        if block.parent < 0:
            break
        number = block.parent
    return best if best[2] else _unsigned(layout, place, hints)


def _unsigned(
    layout: Layout, place: int, hints: Sequence[str]
) -> tuple[int, int, list[Money], int]:
    """A number alone in an element that is named after the price."""
    zone = layout.zone(place)
    if zone & (Zone.PRICED | Zone.MARKED_PRICE):
        end = _cents_end(layout, place)
        alone = bare_money(_joined(layout, place, end), hints)
        if alone is not None:
            return place, end, [alone], zone
    return place, place + 1, [], zone


def _says_more(wider: list[Money], narrower: list[Money]) -> bool:
    """Whether a wider element completes the amount: cents, a range, or a word that says its role."""
    if len(wider) != len(narrower):
        return False
    same = wider[0].amount == narrower[0].amount
    return (same and wider[0].role != narrower[0].role) or (
        str(int(wider[0].amount)).startswith(str(int(narrower[0].amount))) and not same
    )


def _joined(layout: Layout, first: int, last: int) -> str:
    """The text of pieces, with cents that a shop sets small and high put behind a point."""
    text = ""
    for place in range(first, last):
        piece = layout.texts[place]
        if text[-1:].isdigit() and _CENTS.fullmatch(piece) and _is_cents(layout, place):
            text += f".{piece}"
        elif layout.glued[place] or (text.endswith((".", ",")) and piece[:1].isdigit()):
            text += piece
        else:
            text += f" {piece}" if text else piece
    return text


def _is_cents(layout: Layout, place: int) -> bool:
    block = layout.blocks[layout.owners[place]]
    names = f"{block.element.get('class') or ''} {block.tag}"
    return bool(_CENTS_NAME.search(names))


def _cents_end(layout: Layout, place: int) -> int:
    following = place + 1
    if (
        following < len(layout.texts)
        and _CENTS.fullmatch(layout.texts[following])
        and _is_cents(layout, following)
    ):
        return following + 1
    return following


def _score(layout: Layout, amount: Amount) -> float:
    money, place, zone = amount.money, amount.place, amount.zone
    score = _ROLE_SCORES[money.role]
    score += sum(points for flag, points in _ZONE_SCORES if zone & flag)
    if not money.signed:
        score -= 1.5
    if money.amount == 0:
        score -= 5
    if len(layout.texts[place]) > 45:
        score -= 2
    if layout.heading_text:
        distance = place - layout.heading
        score -= math.log2(1 + abs(distance) / 12) * (1.0 if distance >= 0 else 1.6)
    if place >= layout.aside_from:
        score -= 4
    return score

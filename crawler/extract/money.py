"""Money: amounts with their currency as shops write them, Chinese ways included, found in any text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

from crawler.extract.currencies import ISO_CODES, SIGNS, THREE_DECIMALS, WHOLE, resolve_currency
from crawler.extract.words import WORDS


class Role(StrEnum):
    """What the words around an amount say it is."""

    NOW = "now"
    PLAIN = "plain"
    UNIT = "unit"
    WAS = "was"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Money:
    """One amount in a text. `high` is the upper end of a range, else equal to `amount`.

    `raw` is the text itself at [start, end), in code points; `signed` is false where no currency
    was written and it was taken from the hints.
    """

    amount: Decimal
    high: Decimal
    currency: str | None
    raw: str
    start: int
    end: int
    role: Role = Role.PLAIN
    signed: bool = True


# One code point for one, so that places in the plain text are places in the page's own.
_PLAIN = str.maketrans(
    "０１２３４５６７８９．，￥＄－／＋：\u00a0\u202f\u2009\u2007\u2212\u2013\u2014\u2019\uff5e～〜",
    "0123456789.,¥$-/+:    ---'~~~",
)
_ONLY_AFTER = frozenset({"元", "圆", "圓", "块", "块钱", "円", "원", ":-", "KČ", "ZŁ", "FT"})
_ONLY_BEFORE = frozenset({"R", "RS", "RS.", "S/", "S/.", "₹", "NT$", "HK$", "US$", "R$"})
# These are also parts of product names ("R 2", "TL-80"), so a page must otherwise use the currency.
_WEAK = frozenset({
    "R", "FT", "TL", "TK", "DH", "DHS", "S/", "LEI", "KR", "KR.", "Р.", "RM", "RP", "FR.",
    "SFR", "CRC", "ALL", "TND",
})  # fmt: skip
_PREFIXED_BY_NATURE = frozenset("$¥£₹")


def _is_word(character: str) -> bool:
    return character.isalpha() and character < "\u2e80"


def _pattern(signs: Iterable[str], *, before: bool) -> re.Pattern[str]:
    """The signs as one pattern, longest first; a word of Latin letters never inside a longer one."""
    pieces = []
    for sign in sorted(signs, key=len, reverse=True):
        edge = sign[0] if before else sign[-1]
        guard = "(?<![^\\W\\d_])" if before else "(?![^\\W\\d_])"
        guard = guard if _is_word(edge) else ""
        pieces.append(guard + re.escape(sign) if before else re.escape(sign) + guard)
    joined = "|".join(pieces)
    return re.compile(rf"({joined})\s?:?\s?$" if before else rf"\s?({joined})", re.IGNORECASE)


_BEFORE = _pattern({*SIGNS, *ISO_CODES} - _ONLY_AFTER, before=True)
_AFTER = _pattern({*SIGNS, *ISO_CODES} - _ONLY_BEFORE, before=False)
# Most numbers of a page stand beside no sign; one look at the neighbour spares the long patterns.
_LAST_OF_SIGNS = frozenset(sign[-1] for sign in {*SIGNS, *ISO_CODES})
_FIRST_OF_SIGNS = frozenset(sign[0] for sign in {*SIGNS, *ISO_CODES})
_NUMBER = (
    r"(?:\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,3}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?(?!\d)"
    r"|\d{1,9}(?:[.,]\d{1,4})?(?!\d))"
)
_AMOUNT = re.compile(rf"(?<![\d.,])({_NUMBER})(?:,-{{1,2}})?\s?([万萬千亿億wW](?![A-Za-z克瓦]))?")
_RANGE = re.compile(r"\s?(?:-|~|至|到|to|bis)\s?", re.IGNORECASE)
_SCALES = {
    "万": Decimal(10_000), "萬": Decimal(10_000), "w": Decimal(10_000), "W": Decimal(10_000),
    "千": Decimal(1_000), "亿": Decimal(100_000_000), "億": Decimal(100_000_000),
}  # fmt: skip
_LONGEST = 20_000
_ROLE_OF = {
    word: role
    for role, purpose in ((Role.NOW, "now"), (Role.WAS, "was"), (Role.OTHER, "other"))
    for word in WORDS[f"money.{purpose}"]
}
_BETWEEN = frozenset("约仅只为是需")
"""Characters that may stand between such a word and its amount; "减震 ¥95" is no saving."""

_ROLE_LENGTHS = sorted({len(word) for word in _ROLE_OF}, reverse=True)
_DIGIT = re.compile(r"\d")
_UNIT_AFTER = re.compile(
    r"\s?(?:/|per |pro |je )\s?(?:\d+\s?)?(?:kg|g|mg|l|ml|cl|m|m²|lb|lbs|oz|100|stk|stück|unit|mo\b|month)",
    re.IGNORECASE,
)
_OTHER_AFTER = re.compile(
    r"\s?(?:off\b|rabatt\b|de réduction|减|減|优惠|優惠|红包|紅包|券(?!后|後)|代金|折|运费|運費|saved|discount|x\s?\d+\b)",
    re.IGNORECASE,
)
_COUNT_AFTER = re.compile(r"\s?(?:\+|人付款|人已|件|笔|条|次|个月|%|折|款|sold|reviews?|ratings?)")


def find_money(text: str, hints: Sequence[str] = ()) -> tuple[Money, ...]:
    """All amounts in a text that carry a currency sign, word or code, in their order.

    `hints` are ISO codes that decide what an unclear sign such as "$" or "¥" means, likeliest first.
    """
    if not _DIGIT.search(text):
        return ()
    plain = text[:_LONGEST].translate(_PLAIN)
    numbers = _numbers(plain, hints)
    found = []
    skip = False
    for place, number in enumerate(numbers):
        if skip:
            skip = False
            continue
        other = numbers[place + 1] if place + 1 < len(numbers) else None
        if other is not None and _is_range(plain, number, other):
            money = _money(text, plain, number, other, hints)
            skip = money is not None
        else:
            money = _money(text, plain, number, number, hints)
        if money is not None:
            found.append(money)
    return tuple(found)


def read_amount(text: str, currency: str | None, *, machine: bool = False) -> Decimal | None:
    """The number in a text such as "1.299,00", by how the currency writes its numbers.

    `machine` is for values of markup: there a point is the decimal point, except with three digits
    after it in a currency that has no fractions ("24.990" pesos are 24990).
    """
    match = re.search(_NUMBER, text[:200].translate(_PLAIN).strip())
    return _decimal(match[0], currency, machine=machine) if match else None


def bare_money(text: str, hints: Sequence[str]) -> Money | None:
    """The amount of a text that is nothing but a number, in the first currency hinted."""
    plain = text.strip().translate(_PLAIN)
    if not re.fullmatch(_NUMBER + r"(?:,-{1,2})?", plain):
        return None
    currency = hints[0] if hints else None
    amount = read_amount(plain, currency)
    if amount is None:
        return None
    return Money(amount, amount, currency, text.strip(), 0, len(text), signed=False)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number with the signs beside it; `start` and `end` include them."""

    digits: str
    scale: str
    sign: str
    start: int
    end: int


def _numbers(plain: str, hints: Sequence[str]) -> list[_Number]:
    found: list[_Number] = []
    taken = 0
    for match in _AMOUNT.finditer(plain):
        start, end = (
            match.start(),
            match.end(2) if match[2] else match.start() + len(match[0].rstrip()),
        )
        window = plain[max(taken, start - 9) : start]
        likely = window.rstrip(" :")[-1:].upper() in _LAST_OF_SIGNS
        before = _sign_at_end(window) if likely else None
        sign = before[1] if before and _is_meant(before[1], hints) else ""
        if sign and before:
            start -= len(before[0])
            outer = _sign_at_end(plain[max(taken, start - 5) : start])
            if outer and outer[1].upper() in ISO_CODES:  # "CAD $ 12"
                sign, start = outer[1], start - len(outer[0])
        following = plain[end : end + 2].lstrip()[:1].upper()
        after = _AFTER.match(plain, end) if following in _FIRST_OF_SIGNS else None
        if after and _is_meant(after[1], hints) and _belongs(after, plain, sign):
            sign, end = (sign if _is_sharper(sign, after[1]) else after[1]), after.end()
        found.append(_Number(match[1], match[2] or "", sign, start, end))
        taken = end
    return found


@lru_cache(maxsize=16_384)  # a page writes the same few signs and words before all its amounts
def _sign_at_end(window: str) -> re.Match[str] | None:
    return _BEFORE.search(window)


def _is_meant(sign: str, hints: Sequence[str]) -> bool:
    written = sign.upper()
    return written not in _WEAK or any(code in hints for code in SIGNS.get(written, (written,)))


def _belongs(after: re.Match[str], plain: str, sign: str) -> bool:
    """Whether a sign behind a number is that number's, and not the next one's."""
    written = after[1].upper()
    if sign and written not in ISO_CODES:
        return False
    follows = plain[after.end() : after.end() + 2]
    if sign or after[1] in _PREFIXED_BY_NATURE:
        return not re.match(r"\s?\d", follows)
    return written in _ONLY_AFTER or not re.match(r"\d", follows)


def _is_sharper(sign: str, other: str) -> bool:
    """Whether the first sign says more than the second: "NT$" than "$", "USD" than "$"."""
    one, two = SIGNS.get(sign.upper(), (sign,)), SIGNS.get(other.upper(), (other,))
    return bool(sign) and len(one) <= len(two)


def _is_range(plain: str, one: _Number, two: _Number) -> bool:
    return bool((one.sign or two.sign) and _RANGE.fullmatch(plain, one.end, two.start)) and not (
        not two.sign and _COUNT_AFTER.match(plain, two.end)
    )


def _money(text: str, plain: str, one: _Number, two: _Number, hints: Sequence[str]) -> Money | None:
    if not one.sign and not two.sign:
        return None
    currency = resolve_currency(one.sign or two.sign, hints)
    low = _decimal(one.digits, currency, machine=False)
    high = _decimal(two.digits, currency, machine=False)
    if low is None or high is None or (not two.sign and high < low):
        return None if not one.sign or one is two else _money(text, plain, one, one, hints)
    low *= _SCALES.get(one.scale or two.scale, Decimal(1))
    high *= _SCALES.get(two.scale, Decimal(1))
    start, end = one.start, two.end
    raw = text[start:end].strip()
    return Money(low, max(low, high), currency, raw, start, end, _role(plain, start, end))


def role_before(text: str) -> Role:
    """What the end of a text, such as the label "市场价:", says of an amount that follows it."""
    before = text[-24:].translate(_PLAIN).lower().rstrip(" :-")
    for end in range(len(before), max(-1, len(before) - 5), -1):
        if before[end : end + 1].isalnum() and before[end] not in _BETWEEN:
            break
        for length in _ROLE_LENGTHS:
            word = before[max(0, end - length) : end]
            if word in _ROLE_OF and _stands_alone(before, end - len(word), end):
                return _ROLE_OF[word]
    return Role.PLAIN


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether [start, end) is no part of a longer word; Chinese has no borders between words."""
    if not text[start:end].isascii():
        return True
    return not text[max(0, start - 1) : start].isalpha() and not text[end : end + 1].isalpha()


def _role(plain: str, start: int, end: int) -> Role:
    after = plain[end : end + 16]
    if _OTHER_AFTER.match(after):
        return Role.OTHER
    if _UNIT_AFTER.match(after):
        return Role.UNIT
    return role_before(plain[max(0, start - 24) : start])


def _decimal(number: str, currency: str | None, *, machine: bool) -> Decimal | None:
    compact = number.replace(" ", "").replace("'", "")
    points, commas = compact.count("."), compact.count(",")
    if points and commas:
        decimal = "." if compact.rfind(".") > compact.rfind(",") else ","
    elif points + commas == 1:
        mark = "." if points else ","
        decimal = mark if _is_decimal_mark(compact, mark, currency, machine=machine) else ""
    else:
        decimal = ""
    for mark in ".,":
        if mark != decimal:
            compact = compact.replace(mark, "")
    try:
        return Decimal(compact.replace(",", "."))
    except InvalidOperation:
        return None


def _is_decimal_mark(number: str, mark: str, currency: str | None, *, machine: bool) -> bool:
    whole, _, rest = number.partition(mark)
    if len(rest) != 3 or whole in {"", "0"} or len(whole) > 3:
        return True
    if currency in WHOLE:
        return False
    return currency in THREE_DECIMALS or (machine and mark == ".")

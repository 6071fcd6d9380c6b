"""How much each reason weighs, in log-odds; part of the judgement's ruleset and its version."""

from __future__ import annotations

from matchers.context.signals import Signal

WEIGHTS: dict[str, float] = {
    "evasive_spelling": 2.5,
    Signal.REPLICA: 3.4,
    "copied_picture": 4.2,
    "named_in_picture": 2.4,
    "special_sign": 3.2,
    "geographical_indication": 2.5,
    "other_origin": 4.0,
    "price_far_below": 2.4,
    "price_below": 1.2,
    "unlisted_seller": 0.5,
    "seller_name_imitated": 1.0,
    "authorised_seller": -7.0,
    Signal.COMPATIBLE: -2.0,
    Signal.COMPARISON: -1.5,
    Signal.SECOND_HAND: -1.5,
    Signal.NEGATION: -1.5,
    Signal.AUTHORISED_CLAIM: -0.3,
    "place_name": -3.0,
    "dictionary_word": -2.0,
}
"""A bare mention starts at -2.2, so a reason has to weigh more than 2.2 to be shown by itself."""

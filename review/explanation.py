"""Reasons explained in words: what each is called, what it means, and how they make the score."""

from __future__ import annotations

import math
from dataclasses import dataclass

from casework.flag import Flag, Reason
from review.i18n import Language, message
from review.wording import code_words


@dataclass(frozen=True, slots=True)
class Wording:
    """What a reason is called, what it means, and whether its subject helps a person."""

    name: str
    meaning: str
    shows_subject: bool = True


REASONS: dict[str, Wording] = {
    "starting_point": Wording(
        message("Starting point"),
        message("A bare mention is lawful far more often than not, so every flag starts low."),
    ),
    "evasive_spelling": Wording(
        message("Evasive spelling"),
        message("The mark is written so that a filter misses it and a buyer still reads it."),
    ),
    "replica": Wording(
        message("Replica wording"),
        message("The listing uses a word under which imitations are traded."),
    ),
    "copied_picture": Wording(
        message("Copied picture"),
        message("A picture of the listing is a protected picture or cut from one."),
        shows_subject=False,
    ),
    "named_in_picture": Wording(
        message("Named in a picture only"),
        message("A picture of the listing bears the mark, and its text keeps silent about it."),
    ),
    "special_sign": Wording(
        message("Special sign"),
        message("A protected special sign is used, and the seller is not listed for it."),
        shows_subject=False,
    ),
    "geographical_indication": Wording(
        message("Geographical indication without origin"),
        message(
            "The goods bear a protected origin name and state no origin; the seller is not listed."
        ),
        shows_subject=False,
    ),
    "other_origin": Wording(
        message("Another origin is stated"),
        message("The goods bear a protected origin name but are stated to come from elsewhere."),
    ),
    "price_far_below": Wording(
        message("Price far below the usual"),
        message("Far under the lowest usual price. A low price is a hint, never a ground."),
    ),
    "price_below": Wording(
        message("Price below the usual"),
        message("Well under the lowest usual price. A low price is a hint, never a ground."),
    ),
    "unlisted_seller": Wording(
        message("Seller is not listed"),
        message("The rights holder's list of authorised sellers does not name this one."),
    ),
    "seller_name_imitated": Wording(
        message("Borrowed seller name"),
        message("The seller bears an authorised seller's name under another shop number."),
    ),
    "authorised_seller": Wording(
        message("Authorised seller"),
        message("The rights holder lists this seller as authorised on the day of the listing."),
    ),
    "compatible": Wording(
        message("“For” or “compatible with”"),
        message("The mark tells what the goods fit; that is a lawful mention as a rule."),
    ),
    "comparison": Wording(
        message("Comparison"),
        message("The mark is named to compare the goods with it."),
    ),
    "second_hand": Wording(
        message("Second-hand"),
        message("The goods are offered as used; reselling genuine goods is lawful."),
    ),
    "negation": Wording(
        message("Disclaimer"),
        message("The listing says that the goods are not of this mark."),
    ),
    "authorised_claim": Wording(
        message("Claims authorisation"),
        message("The seller says it is official or authorised; counterfeiters say so too."),
    ),
    "place_name": Wording(
        message("Place name only"),
        message("Only the place name inside the mark stands there, which anybody may use."),
    ),
    "dictionary_word": Wording(
        message("Ordinary word"),
        message("The mark is an ordinary word too, and no word of its goods stands beside it."),
    ),
}


def reason_name(reason: Reason, language: Language) -> str:
    """What a reason is called."""
    known = REASONS.get(reason.code)
    return language.say(known.name) if known else code_words(reason.code)


def reason_meaning(reason: Reason, language: Language) -> str:
    """What a reason means, in a sentence; nothing for a code that has no words."""
    known = REASONS.get(reason.code)
    return language.say(known.meaning) if known else ""


def reason_subject(reason: Reason) -> str:
    """The words a reason rests on, where they say something to a person: not ids or addresses."""
    known = REASONS.get(reason.code)
    return reason.subject if known is None or known.shows_subject else ""


def weighed_reasons(flag: Flag) -> tuple[Reason, ...]:
    """The reasons, strongest first, and the starting point that completes the sum to the score.

    The infringement score is the logistic function of the sum of all these weights.
    """
    ordered = sorted(flag.reasons, key=lambda reason: -abs(reason.weight))
    score = flag.infringement_score
    if not 0 < score < 1:
        return tuple(ordered)
    start = math.log(score / (1 - score)) - math.fsum(reason.weight for reason in ordered)
    if abs(start) < 0.005:
        return tuple(ordered)
    return (*ordered, Reason("starting_point", round(start, 2)))

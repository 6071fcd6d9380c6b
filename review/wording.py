"""Words for the trade's codes: what each verdict, reason, tier and rule is called and what it means."""

from __future__ import annotations

from casework.brand import AliasKind, MarkKind
from casework.decision import ReasonCode, Verdict
from casework.flag import FlagState, Reason, Tier
from casework.listing import Availability
from casework.run import StopReason
from review.i18n import Language, message

VERDICTS = {
    Verdict.INFRINGING: message("Infringing"),
    Verdict.LEGITIMATE: message("Legitimate"),
    Verdict.UNSURE: message("Unsure"),
}

REASON_CODES = {
    ReasonCode.COUNTERFEIT: message("Counterfeit goods"),
    ReasonCode.IMITATION_OF_MARK: message("Imitation of the mark"),
    ReasonCode.UNAUTHORISED_USE: message("Unauthorised use of the mark"),
    ReasonCode.COPIED_PICTURE: message("Copied picture"),
    ReasonCode.GEOGRAPHICAL_INDICATION_MISUSE: message("Geographical indication misused"),
    ReasonCode.SPECIAL_SIGN_MISUSE: message("Special sign misused"),
    ReasonCode.AUTHORISED_SELLER: message("Authorised seller"),
    ReasonCode.NOMINATIVE_USE: message("Lawful mention (“compatible with”)"),
    ReasonCode.SECOND_HAND: message("Genuine second-hand goods"),
    ReasonCode.OTHER_GOODS: message("Other goods or services"),
    ReasonCode.PLACE_NAME: message("Place name only"),
    ReasonCode.OWN_TRADE_NAME: message("Seller's own trade name"),
    ReasonCode.DICTIONARY_WORD: message("Ordinary word"),
    ReasonCode.NOT_THE_MARK: message("Not the mark at all"),
    ReasonCode.NEEDS_TEST_PURCHASE: message("Needs a test purchase"),
    ReasonCode.NEEDS_RIGHTS_HOLDER: message("Needs the rights holder"),
    ReasonCode.OTHER: message("Other (say why in the note)"),
}

TIERS = {
    Tier.CERTAIN: message("Certain"),
    Tier.LIKELY: message("Likely"),
    Tier.POSSIBLE: message("Possible"),
    Tier.CONTEXT: message("Mention only"),
}

TIER_MEANINGS = {
    Tier.CERTAIN: message("Strong reasons and nothing that speaks against them; look first."),
    Tier.LIKELY: message("More speaks for infringement than against it."),
    Tier.POSSIBLE: message("Worth a look; the reasons are weak or balance each other."),
    Tier.CONTEXT: message(
        "The mark is mentioned and too little speaks against the use; hidden unless asked for."
    ),
}

STATES = {
    FlagState.OPEN: message("Open"),
    FlagState.DECIDED: message("Decided"),
    FlagState.LAPSED: message("Lapsed"),
}

STOP_REASONS = {
    StopReason.FINISHED: message("Finished"),
    StopReason.LIMIT: message("Limit reached"),
    StopReason.INTERRUPTED: message("Interrupted"),
    StopReason.FAILED: message("Failed"),
}

MARK_KINDS = {
    MarkKind.WORD: message("Word mark"),
    MarkKind.FIGURATIVE: message("Figurative mark"),
    MarkKind.PICTURE: message("Protected picture"),
    MarkKind.GEOGRAPHICAL_INDICATION: message("Geographical indication"),
    MarkKind.SPECIAL_SIGN: message("Special sign"),
}

ALIAS_KINDS = {
    AliasKind.OFFICIAL: message("official"),
    AliasKind.TRANSLITERATION: message("transliteration"),
    AliasKind.SLANG: message("slang"),
    AliasKind.ABBREVIATION: message("abbreviation"),
}

AVAILABILITIES = {
    Availability.IN_STOCK: message("in stock"),
    Availability.OUT_OF_STOCK: message("out of stock"),
}

FIELDS = {
    "title": message("Title"),
    "brand": message("Brand named by the shop"),
    "description": message("Description"),
    "seller": message("Seller"),
}


def field_name(name: str, language: Language) -> str:
    """What a listing's text field is called; attributes go by the shop's own name for them."""
    if name.startswith("attribute:"):
        return name.removeprefix("attribute:")
    return language.say(FIELDS[name]) if name in FIELDS else code_words(name)


def code_words(code: str) -> str:
    """A code nobody has worded, made readable."""
    return code.replace("_", " ").replace("-", " ")


def reason_strength(reason: Reason, language: Language) -> str:
    """How much a reason weighs, in words: a weight of 1 multiplies the odds by about 2.7."""
    size = abs(reason.weight)
    if size < 0.05:
        return language.say(message("does not change the score"))
    if size < 0.75:
        step = message("slightly")
    elif size < 1.75:
        step = message("clearly")
    else:
        step = message("strongly")
    if reason.weight > 0:
        return language.say(message("raises the score %(step)s"), step=language.say(step))
    return language.say(message("lowers the score %(step)s"), step=language.say(step))

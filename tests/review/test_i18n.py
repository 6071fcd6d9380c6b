"""Two languages, complete."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from casework.brand import AliasKind, MarkKind
from casework.decision import ReasonCode, Verdict
from casework.flag import FlagState, Reason, Tier
from casework.listing import Availability, Price
from casework.run import StopReason
from matchers.weights import WEIGHTS
from review import wording
from review.explanation import REASONS
from review.i18n import LOCALE_FOLDER, load_languages
from tests.review.client import Browser
from tests.review.messages import messages
from tests.review.sample import Sample

LANGUAGES = load_languages()


def catalogue() -> Catalog:
    """The Chinese catalogue as committed."""
    with (LOCALE_FOLDER / "zh.po").open("rb") as stream:
        return read_po(stream, locale="zh")


def test_no_message_is_untranslated_or_left_over() -> None:
    """The catalogue has every message of the templates and the code, translated, and no other."""
    entries = [entry for entry in catalogue() if entry.id]
    known = {entry.id if isinstance(entry.id, str) else tuple(entry.id) for entry in entries}
    assert known == messages()
    assert [entry.id for entry in entries if not entry.string or entry.fuzzy] == []


def test_placeholders_are_the_same() -> None:
    """A translation has the placeholders of its message."""
    for entry in catalogue():
        text = entry.id if isinstance(entry.id, str) else entry.id[1]
        translated = entry.string if isinstance(entry.string, str) else (entry.string or ("",))[0]
        if text:
            assert set(re.findall(r"%\(\w+\)s", text)) == set(re.findall(r"%\(\w+\)s", translated))


def test_every_code_has_words() -> None:
    """No verdict, reason code, tier, state, kind or judgement reason is without a name."""
    tables = (
        (wording.VERDICTS, Verdict),
        (wording.REASON_CODES, ReasonCode),
        (wording.TIERS, Tier),
        (wording.TIER_MEANINGS, Tier),
        (wording.STATES, FlagState),
        (wording.STOP_REASONS, StopReason),
        (wording.MARK_KINDS, MarkKind),
        (wording.ALIAS_KINDS, AliasKind),
        (wording.AVAILABILITIES, Availability),
    )
    for table, codes in tables:
        assert set(table) == set(codes)
    assert set(map(str, WEIGHTS)) <= set(REASONS)


def test_unworded_codes_are_readable() -> None:
    """A code that nobody has worded yet is shown with spaces."""
    assert wording.code_words("new_reason-code") == "new reason code"


def test_strength_in_words() -> None:
    """Sign and size of a weight are said in words, in both languages."""
    says = [
        wording.reason_strength(Reason("x", weight), LANGUAGES["en"])
        for weight in (3.0, 1.0, 0.2, 0.0, -0.2, -1.0, -7.0)
    ]
    assert says == [
        "raises the score strongly",
        "raises the score clearly",
        "raises the score slightly",
        "does not change the score",
        "lowers the score slightly",
        "lowers the score clearly",
        "lowers the score strongly",
    ]
    assert wording.reason_strength(Reason("x", -7.0), LANGUAGES["zh"]) == "大幅减分"


def test_prices_and_times() -> None:
    """Prices keep their currency code; without an amount the page's own words stand."""
    chinese, english = LANGUAGES["zh"], LANGUAGES["en"]
    assert english.price(Price(Decimal("1299.5"), "CNY", "¥1299.5")) == "CNY 1,299.50"
    assert english.price(Price(Decimal(5), None, "5")) == "5.00"
    assert english.price(Price(None, None, "价格面议")) == "价格面议"
    assert english.price(None) == ""
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert english.ago(now - timedelta(hours=3), now) == "3 hours ago"
    assert "3" in chinese.ago(now - timedelta(hours=3), now)
    assert english.number(12345) == "12,345"


def test_language_switch(page: Browser) -> None:
    """The switch changes the language of this session, by a plain form, and stays on the page."""
    page.open("/flags?brand=qingya")
    assert page.one("html").attributes["lang"] == "en"
    page.send("form.language", language="zh")
    assert page.answer.url.path == "/flags"
    assert page.answer.url.params["brand"] == "qingya"
    assert page.one("html").attributes["lang"] == "zh-CN"
    assert "待研判线索" in page.text
    page.send("form.language", language="xx")
    assert page.one("html").attributes["lang"] == "en"


def test_language_switch_on_an_answer(page: Browser, sample: Sample) -> None:
    """On the answer to a form, whose address is no page of its own, the switch stays at the flag and in
    its queue; the form's address leads there too when it is opened.
    """
    flag = f"/flags/{sample.flags[0].flag_id}"
    page.open(f"{flag}?brand=qingya").send("#decide", verdict="unsure", reason="unsure/other")
    assert page.answer.status_code == 422
    page.send("form.language", language="zh")
    assert (page.answer.url.path, page.answer.url.params["brand"]) == (flag, "qingya")
    for form in ("decisions", "retraction"):
        page.open(f"{flag}/{form}?brand=qingya")
        assert (page.answer.url.path, page.answer.url.params["brand"]) == (flag, "qingya")
    for path in ("/language", "/keyboard"):
        assert page.open(path).answer.url.path == "/flags"


def test_failures_speak_the_chosen_language(page: Browser) -> None:
    """What is not there, refused or too large is said in the session's language, at unknown addresses
    too, and the record's English sentence stands below as such.
    """
    english = page.open("/no/such/page")
    assert english.answer.status_code == 404
    assert "No page has this address." in english.text
    page.send("form.language", language="zh")
    assert page.answer.url.path == "/no/such/page"
    assert "没有这个地址的页面。" in page.text
    page.open("/brands/qingyaa")
    assert page.words(".message > p[lang=en]") == [
        "No brand has the id 'qingyaa'. Did you mean qingya?"
    ]
    assert "网址中的编号没有对应的内容。" in page.text
    fields = page.open("/help").fields("form.language")
    for values, headers, said in (
        ({}, {"origin": "null"}, "该请求来自其他网站的页面"),
        ({"back": "x" * 1_000_000}, {}, "工作台最多接受 64 千字节"),
    ):
        page.answer = page.client.post("/language", data={**fields, **values}, headers=headers)
        assert said in page.text


def test_every_screen_speaks_chinese(page: Browser) -> None:
    """In Chinese, no screen shows a message in English."""
    page.open("/help").send("form.language", language="zh")
    english = {text for text in messages() if isinstance(text, str) and len(text) > 24}
    flag_id = page.open("/flags").one(".row").attributes["data-flag"]
    for path in ("/flags", f"/flags/{flag_id}", "/brands", "/brands/qingya", "/runs", "/help"):
        shown = page.open(path).text
        assert [text for text in english if text in shown] == []

"""The browser's Back, and the key that leads back: to the flag just decided, and to the queue as it was."""

from __future__ import annotations

import pytest

from tests.review.chromium import EXECUTABLE, Open
from tests.review.sample import Sample

pytestmark = pytest.mark.skipif(EXECUTABLE is None, reason="no Chromium that starts")


def test_back_after_a_decision(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Back from the next flag shows the one just decided, with its decision, the way to take it back, and
    the flags around it; Back again shows the queue as it was, with the rows that were brought.
    """
    for module in ("queue_pages", "flag_pages"):
        monkeypatch.setattr(f"review.{module}.PAGE_SIZE", 9)
    browser = opened.go("/flags?tier=certain&tier=likely&tier=possible")
    browser.wait_for("document.querySelector('#more a').matches('[data-htmx-powered]')")
    browser.run("document.querySelector('#more a').click()")
    browser.wait_for("document.querySelectorAll('.row').length === 18")
    ids = browser.run("[...document.querySelectorAll('.row')].map(row => row.dataset.flag)")
    link = "document.querySelectorAll('.row h2 a')[13]"
    browser.run(f"{link}.scrollIntoView()")
    browser.settle(lambda: browser.run(f"{link}.click()"))
    browser.press("1")
    browser.settle(lambda: browser.press("Enter"))
    assert ids[14] in browser.run("location.pathname")
    browser.settle(lambda: browser.run("history.back()"))
    assert ids[13] in browser.run("location.pathname")
    assert "Infringing" in browser.run("document.querySelector('.standing').innerText")
    assert browser.run("document.querySelector('.standing button').checkVisibility()")
    assert browser.run("document.querySelectorAll('#decide :checked').length") == 0
    for key, number in (("k", 12), ("j", 14)):
        assert ids[number] in browser.run(f"document.querySelector('[data-key={key}]').pathname")
    browser.settle(lambda: browser.run("history.back()"))
    assert "tier=likely&tier=possible" in browser.run("location.search")
    now = browser.run("[...document.querySelectorAll('.row')].map(row => row.dataset.flag)")
    assert now[:17] == [flag for flag in ids if flag != ids[13]]
    focused = "document.activeElement.closest('.row')"
    browser.wait_for(f"{focused}?.dataset.flag === '{ids[14]}'")
    browser.wait_for(f"{focused}.getBoundingClientRect().top < innerHeight")


def test_back_to_an_incomplete_form(opened: Open, sample: Sample) -> None:
    """Who forgot something and then decided comes back to the flag, not to a form to be sent again."""
    flag = f"/flags/{sample.flags[0].flag_id}"
    browser = opened.go(f"{flag}?brand=qingya")
    for note in ("", "a new kind"):
        browser.run("document.querySelector('#verdict-unsure').click()")
        browser.run("document.querySelector('[value=\"unsure/other\"]').click()")
        browser.run(f"document.querySelector('#note').value = '{note}'")
        browser.settle(lambda: browser.run("document.querySelector('#decide .primary').click()"))
    browser.settle(lambda: browser.run("history.back()"))
    assert browser.run("location.pathname + location.search") == f"{flag}?brand=qingya"
    assert "a new kind" in browser.run("document.querySelector('.standing').innerText")


def test_a_kept_page_is_not_shown_as_it_was(opened: Open, sample: Sample) -> None:
    """A browser that keeps whole pages for Back shows the flag anew where its form was sent."""
    browser = opened.go(f"/flags/{sample.flags[0].flag_id}")
    browser.run("void (document.querySelector('#decide').dataset.sent = 'yes')")
    shown = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
    browser.settle(lambda: browser.run(shown))
    assert browser.run("document.querySelector('#decide').dataset.sent") is None


def test_back_to_the_queue_by_key(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key u leads to the flag it was pressed on, however far down, or to the one that took its place;
    from a capture it leads to the flag.
    """
    for module in ("queue_pages", "flag_pages"):
        monkeypatch.setattr(f"review.{module}.PAGE_SIZE", 9)
    browser = opened.go("/flags?rows=18")
    ids = browser.run("[...document.querySelectorAll('.row')].map(row => row.dataset.flag)")
    focused = "document.activeElement.closest('.row')"
    opened.go(f"/flags/{ids[12]}")
    browser.settle(lambda: browser.run("document.querySelector('a[href^=\"/captures\"]').click()"))
    browser.settle(lambda: browser.press("u"))
    assert ids[12] in browser.run("location.pathname")
    browser.press("1")
    browser.settle(lambda: browser.press("Enter"))
    for flag, expected in ((13, 13), (12, 13)):
        opened.go(f"/flags/{ids[flag]}")
        browser.settle(lambda: browser.press("u"))
        browser.wait_for(f"{focused}?.dataset.flag === '{ids[expected]}'")
        top = browser.run(f"{focused}.getBoundingClientRect().top")
        assert browser.run("document.querySelector('.top').offsetHeight") <= top < 900

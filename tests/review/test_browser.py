"""The workbench in a real browser: its policy holds, its keys work, and nothing hostile runs."""

from __future__ import annotations

import pytest

from casework.queue import FlagQuery
from tests.review.chromium import EXECUTABLE, Open
from tests.review.sample import Sample
from tests.review.test_hostile import paths

pytestmark = pytest.mark.skipif(EXECUTABLE is None, reason="no Chromium that starts")


def test_nothing_hostile_runs(opened: Open, sample: Sample) -> None:
    """On every screen with the hostile listing no dialog opens, the policy is not even tested, and
    the browser asks no other server for anything.
    """
    for path in paths(sample):
        browser = opened.go(path)
        browser.wait_for("typeof htmx === 'object'")
    assert opened.browser.dialogs == []
    assert opened.browser.console == []
    assert {url for url in opened.browser.requests if not url.startswith(opened.base)} <= {
        "about:blank"
    }


def test_decide_by_keyboard(opened: Open, sample: Sample) -> None:
    """j, Enter, 1, arrow, Enter decides a flag and shows the next; u goes back to the queue."""
    browser = opened.go("/flags")
    second = browser.run("document.querySelectorAll('.row')[1].dataset.flag")
    browser.press("j")
    browser.press("j")
    browser.settle(lambda: browser.press("Enter"))
    assert second in browser.run("location.pathname")
    browser.press("1")
    assert browser.run("document.activeElement.value").startswith("infringing/")
    browser.press("ArrowDown")
    chosen = browser.run("document.querySelector('[name=reason]:checked').value")
    browser.settle(lambda: browser.press("Enter"))
    [entry] = sample.desk.record.ledger.for_flag(second)
    assert f"{entry.verdict}/{entry.reason}" == chosen
    assert "Recorded: Infringing." in browser.run("document.body.innerText")
    browser.settle(lambda: browser.press("u"))
    assert browser.run("location.pathname") == "/flags"


def test_verdict_key_in_the_queue(opened: Open, sample: Sample) -> None:
    """A verdict key on a row opens its flag with that verdict chosen and its reasons in sight; the
    arrow keys and Enter go on as after the same key on the page.
    """
    browser = opened.go("/flags")
    browser.press("j")
    browser.settle(lambda: browser.press("2"))
    assert browser.run("document.querySelector('[name=verdict]:checked').value") == "legitimate"
    visible = "[...document.querySelectorAll('.reason-choices')].filter(x => x.offsetHeight).length"
    assert browser.run(visible) == 1
    flag_id = browser.run("location.pathname.split('/')[2]")
    browser.wait_for("document.activeElement.value?.startsWith('legitimate/')")
    assert browser.console == []
    browser.press("ArrowUp")
    chosen = browser.run("document.querySelector('[name=reason]:checked').value")
    browser.settle(lambda: browser.press("Enter"))
    [entry] = sample.desk.record.ledger.for_flag(flag_id)
    assert f"{entry.verdict}/{entry.reason}" == chosen


def test_search_key_on_other_pages(opened: Open, sample: Sample) -> None:
    """/ leads from a flag to the search field of its queue, and from elsewhere to that of the whole."""
    flag = f"/flags/{sample.flags[0].flag_id}?brand=qingya"
    browser = opened.browser
    for path, narrowed in ((flag, "?brand=qingya"), ("/brands", "")):
        opened.go(path)
        browser.settle(lambda: browser.press("/"))
        assert browser.run("location.pathname + location.search") == f"/flags{narrowed}"
        browser.wait_for("document.activeElement.id === 'search'")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_incomplete_form_is_told_in_sight(opened: Open, sample: Sample, scripts: bool) -> None:
    """On a phone, where the form is at the end of a long page, the page that says what is missing shows
    it; the keys still work there.
    """
    opened.browser.look(width=390, height=844, scripts=scripts)
    browser = opened.go(f"/flags/{sample.flags[0].flag_id}")
    browser.run("document.querySelector('#verdict-unsure').click()")
    browser.run("document.querySelector('[value=\"unsure/other\"]').click()")
    browser.settle(lambda: browser.run("document.querySelector('#decide .primary').click()"))
    top = "document.querySelector('.form-error').getBoundingClientRect().top"
    browser.wait_for(f"{top} > 0 && {top} < innerHeight")
    if scripts:
        browser.press("n")
        assert browser.run("document.activeElement.id") == "note"


def test_keys_leave_typing_alone(opened: Open) -> None:
    """In a field, keys write; / goes to the search, ? shows the keys, Escape closes them."""
    browser = opened.go("/flags")
    browser.press("/")
    for key in "j1?":
        browser.press(key)
    assert browser.run("document.querySelector('#search').value") == "j1?"
    browser.press("Escape")
    browser.press("?")
    assert browser.run("document.querySelector('#keys').open")
    browser.press("Escape")


def test_filters_without_a_new_page(opened: Open) -> None:
    """With JavaScript a facet changes the queue in place, keeps the address and the back button."""
    browser = opened.go("/flags")
    browser.run("window.stayed = true")
    browser.run("document.querySelector('#facet-brand-0').click()")
    browser.wait_for("location.search.includes('brand=')")
    browser.wait_for(
        "document.querySelectorAll('.row').length == +document.querySelector('.count').innerText"
    )
    assert browser.run("window.stayed")
    browser.run("history.back()")
    browser.wait_for("!location.search.includes('brand=')")


def test_language_switch_keeps_the_filters(opened: Open) -> None:
    """Filters that were chosen in place are still there in the other language."""
    browser = opened.go("/flags")
    browser.run("document.querySelector('#facet-brand-0').click()")
    browser.wait_for("location.search.includes('brand=')")
    narrowed = browser.run("location.search")
    browser.settle(lambda: browser.run("document.querySelector('.language [value=zh]').click()"))
    assert browser.run("document.documentElement.lang") == "zh-CN"
    assert browser.run("location.search") == narrowed


def test_search_as_one_types(opened: Open) -> None:
    """Typing in the search field narrows the queue, and the field keeps the focus."""
    browser = opened.go("/flags")
    browser.press("/")
    for key in "backpack":
        browser.press(key)
    browser.wait_for("document.querySelectorAll('.row').length === 1")
    assert browser.run("document.activeElement.id") == "search"
    assert browser.run("document.querySelector('#search').value") == "backpack"


def test_search_keeps_what_is_being_typed(opened: Open) -> None:
    """An answer that comes while one types replaces no letter and does not break into a Chinese input
    method: pinyin searches nothing, the chosen word does.
    """
    browser = opened.go("/flags")
    browser.wait_for("document.querySelector('#search').matches('[data-htmx-powered]')")
    browser.run("void (window.field = document.querySelector('#search'))")
    browser.press("/")
    for key in "back":
        browser.press(key)
    browser.wait_for("location.search === '?q=back'")
    browser.wait_for("document.querySelectorAll('.row').length === 0")
    for key in "pack":
        browser.press(key)
    browser.wait_for("document.querySelectorAll('.row').length === 1")
    browser.wait_for("document.querySelector('#facet-brand-0 .facet-count').innerText === '1'")
    assert browser.run("document.activeElement === window.field && field.isConnected")
    browser.run("field.select()")
    browser.compose("chongfengyi")
    browser.run("new Promise((done) => setTimeout(done, 900))")
    assert browser.run("location.search") == "?q=backpack"
    browser.commit("冲锋衣")
    browser.wait_for("decodeURI(location.search) === '?q=冲锋衣'")
    assert browser.run("document.activeElement === window.field && field.value") == "冲锋衣"


def test_narrow_screens_show_what_filters_leave(opened: Open) -> None:
    """On a phone a chosen filter folds away again and is named there; the flags follow at once."""
    opened.browser.look(width=390, height=844)
    browser = opened.go("/flags")
    browser.run("document.querySelector('.facets').open = true")
    label = browser.run("document.querySelector('#facet-brand-0 .facet-label').innerText")
    browser.run("document.querySelector('#facet-brand-0').click()")
    browser.wait_for("document.querySelector('.chosen') !== null")
    for _ in range(2):
        assert browser.run("document.querySelector('.chosen').innerText") == label
        browser.wait_for(
            "document.querySelector('.row').getBoundingClientRect().top < innerHeight / 2"
        )
        browser.open(browser.run("location.href"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_narrow_screens_break_no_word(opened: Open, sample: Sample, language: str) -> None:
    """On a phone no label, figure, time or way is broken within its words, and no page is too wide."""
    browser = opened.go("/help")
    button = f"document.querySelector('.language [value={language}]')"
    browser.settle(lambda: browser.run(f"{button}.click()"))
    middle = sample.desk.search.flags(FlagQuery()).ids[2]
    for width in (390, 320):
        browser.look(width=width, height=844)
        for path in ("/flags", f"/flags/{middle}?choose=infringing", "/runs", "/brands"):
            opened.go(path)
            assert browser.run(_BROKEN) == []
            assert browser.run("document.documentElement.scrollWidth") == width


_BROKEN = """
[...document.querySelectorAll('.score-label, .score-value, .steps a, .steps .muted, .hint, .figure, .list time')]
  .filter((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const lines = range.getBoundingClientRect().height / parseFloat(getComputedStyle(element).fontSize);
    return lines > 2;
  })
  .map((element) => element.innerText)
"""


def test_more_rows_in_place(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The link at the end brings the next rows under the ones that are there, until all are."""
    monkeypatch.setattr("review.queue_pages.PAGE_SIZE", 9)
    browser = opened.go("/flags")
    total = int(browser.run("document.querySelector('.count').innerText"))
    for count in (18, total):
        # htmx marks what it has taken charge of; before that the link is a plain one.
        browser.wait_for("document.querySelector('#more a').matches('[data-htmx-powered]')")
        browser.run("document.querySelector('#more a').click()")
        browser.wait_for(f"document.querySelectorAll('#rows > .row').length === {count}")
    assert browser.run("document.querySelector('#more a')") is None
    ids = browser.run("[...document.querySelectorAll('.row')].map(row => row.dataset.flag)")
    assert len(set(ids)) == total


def test_keys_go_on_with_more_rows(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who brings more rows by key stands on the first of them, not at the head of the queue."""
    monkeypatch.setattr("review.queue_pages.PAGE_SIZE", 9)
    browser = opened.go("/flags")
    browser.wait_for("document.querySelector('#more a').matches('[data-htmx-powered]')")
    browser.run("document.querySelector('#more a').focus()")
    browser.press("Enter")
    at = "[...document.querySelectorAll('.row')].indexOf(document.activeElement.closest('.row'))"
    browser.wait_for(f"{at} === 9")
    browser.press("j")
    assert browser.run(at) == 10


@pytest.mark.parametrize("width", [320, 390, 1360])
def test_no_sideways_scrolling(opened: Open, sample: Sample, width: int) -> None:
    """No screen is wider than the window, down to 320 pixels."""
    opened.browser.look(width=width, height=800)
    for path in ("/flags", "/brands/qingya", "/runs", "/help", *paths(sample)):
        browser = opened.go(path)
        assert browser.run("document.documentElement.scrollWidth - innerWidth") <= 0, path


@pytest.mark.parametrize("width", [390, 1360])
def test_filters_without_scripts(opened: Open, width: int) -> None:
    """With scripts off, the filters unfold by mouse and narrow the queue, on wide screens too."""
    opened.browser.look(width=width, scripts=False)
    browser = opened.go("/flags")
    summary, facet = (
        f"document.querySelector('{one}')" for one in (".facets > summary", "#facet-brand-0")
    )
    assert browser.run(f"{summary}.offsetHeight") > 0
    browser.run(f"{summary}.click()")
    assert browser.run(f"{facet}.checkVisibility()")
    browser.settle(lambda: browser.run(f"{facet}.click()"))
    assert "brand=" in browser.run("location.search")
    assert browser.run(f"{facet}.checkVisibility()")


def test_works_without_scripts(opened: Open, sample: Sample) -> None:
    """With scripts off, a flag is opened, decided and taken back by mouse alone."""
    opened.browser.look(scripts=False)
    browser = opened.go(f"/flags/{sample.flags[0].flag_id}")
    assert browser.run("typeof htmx") == "undefined"
    # The page's own scripts are off; the debugger's clicks are a person's.
    browser.run("document.querySelector('#verdict-unsure').click()")
    browser.run("document.querySelector('.for-unsure input').click()")
    browser.settle(lambda: browser.run("document.querySelector('#decide .primary').click()"))
    assert len(sample.desk.record.ledger.for_flag(sample.flags[0].flag_id)) == 1
    browser.settle(lambda: browser.run("document.querySelector('.notice button').click()"))
    assert len(sample.desk.record.ledger.for_flag(sample.flags[0].flag_id)) == 2

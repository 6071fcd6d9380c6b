"""The screens to look things up: protected list, runs, help."""

from __future__ import annotations

from datetime import timedelta

from casework.run import RunCounts, StopReason
from tests.review.client import Browser
from tests.review.sample import NOW, SHOP, Sample


def test_protected_list(page: Browser) -> None:
    """Every brand is listed with its marks and its open flags; a mark out of force is said."""
    page.open("/brands")
    assert len(page.all("tbody tr")) == 4
    assert "Geographical indication" in page.text
    assert "not in force" in page.text
    link = page.one('td a[href="/flags?brand=qingya"]')
    assert len(page.open("/flags?brand=qingya").all(".row")) == int(link.text())


def test_brand(page: Browser) -> None:
    """A brand shows names, registration, aliases, goods, authorised sellers and usual price."""
    page.open("/brands/qingya")
    for fact in (
        "1209934",
        "QY outdoor",
        "青崖官方旗舰店",
        "CNY 399.00 – 1,299.00",
        "冲锋衣",
        "CN, EU",
        "18, 25",
    ):
        assert fact in page.text
    page.open("/brands/panda-kiln")
    source = page.one(".gallery img").attributes["src"]
    assert source
    assert page.client.get(source).headers["content-type"] == "image/png"


def test_unknown_brand_suggests(page: Browser) -> None:
    """A mistyped brand is not found, and the page names the nearest."""
    page.open("/brands/qingyaa")
    assert page.answer.status_code == 404
    assert "qingya" in page.text


def test_runs(page: Browser, sample: Sample) -> None:
    """A run shows how it went, its problems, why it stopped, and loudly that it found nothing."""
    page.open("/runs")
    row = page.words("tbody tr")[0]
    for fact in ("sample-shop", "Finished", "174", "http-404"):
        assert fact in row
    runs = sample.desk.record.runs
    run = runs.begin(SHOP, NOW, "digest", (), timedelta(minutes=5))
    assert "Under way, or cut off" in page.open("/runs").words("tbody tr")[0]
    runs.end(run.run_id, StopReason.FAILED, RunCounts(), NOW, "robots.txt forbids every page")
    row = page.open("/runs").words("tbody tr")[0]
    for fact in ("Failed", "no listing found", "robots.txt forbids every page"):
        assert fact in row


def test_help_ends_its_sentences_in_chinese(page: Browser) -> None:
    """A Chinese sentence about the signs ends with a Chinese full stop."""
    page.open("/help").send("form.language", language="zh")
    assert "U+200B 。" in page.text


def test_help_explains_every_code(page: Browser) -> None:
    """Help lists all tiers, verdicts and reasons, and the keys, which can be switched off."""
    page.open("/help")
    for fact in ("Mention only", "Needs a test purchase", "Own", "2.7 times"):
        assert fact.casefold() in page.text.casefold()
    assert page.one("body").attributes["data-keys"] == "on"
    page.send('form[action="/keyboard"]', keys="off")
    assert page.one("body").attributes["data-keys"] == "off"
    page.send('form[action="/keyboard"]', keys="on")
    assert page.open("/flags").one("body").attributes["data-keys"] == "on"

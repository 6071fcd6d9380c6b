"""What every request must pass and every answer carries."""

from __future__ import annotations

import pytest

from review.guards import CAPTURED_POLICY, PAGE_POLICY, host_name
from tests.review.client import Browser
from tests.review.sample import Sample

SCREENS = ("/flags", "/brands", "/brands/qingya", "/runs", "/help", "/nothing", "/static/style.css")


@pytest.mark.parametrize("path", SCREENS)
def test_headers(page: Browser, path: str) -> None:
    """Every answer, a failure too, has the strict policy and its companions."""
    headers = page.open(path).answer.headers
    assert headers["content-security-policy"] == PAGE_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "server" not in headers


def test_policy_allows_nothing_inline() -> None:
    """No source list allows inline or evaluated code, and pictures have no origin of ours."""
    for policy in (PAGE_POLICY, CAPTURED_POLICY):
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
    assert "sandbox" in CAPTURED_POLICY


def test_pages_hold_nothing_inline(page: Browser, sample: Sample) -> None:
    """No page has an inline script, a style, or an event attribute: the policy would kill them."""
    flag_id = sample.flags[0].flag_id
    for path in (*SCREENS[:-1], f"/flags/{flag_id}"):
        page.open(path)
        assert all(script.attributes.get("src") for script in page.all("script"))
        assert page.all("style, [style], base, iframe, object, embed") == []
        for element in page.all("*"):
            assert [name for name in element.attributes if name.startswith("on")] == []


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:8400", "127.0.0.1"),
        ("LOCALHOST", "localhost"),
        ("[::1]:8400", "::1"),
        ("evil.example", "evil.example"),
        ("127.0.0.1.evil.example", "127.0.0.1.evil.example"),
        ("a@127.0.0.1", ""),
        ("127.0.0.1:0x", ""),
        ("127.0.0.1/x", ""),
        ("[::1", ""),
        ("", ""),
    ],
)
def test_host_name(host: str, expected: str) -> None:
    """The host is read without its port; what is no host is nothing."""
    assert host_name(host) == expected


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8400", "127.0.0.1.evil.example", "a@127.0.0.1"]
)
def test_other_hosts_are_refused(page: Browser, host: str) -> None:
    """A page of another name that resolves to this machine reads nothing."""
    for path in ("/flags", "/api/flags", "/pictures/x/152", "/static/style.css"):
        answer = page.client.get(path, headers={"host": host})
        assert answer.status_code == 400
        assert "QINGYA" not in answer.text


def test_changes_need_the_token(page: Browser, sample: Sample) -> None:
    """Without the session's token, or with another's, nothing is recorded."""
    flag_id = sample.flags[0].flag_id
    page.open(f"/flags/{flag_id}")
    for token in ("", "guess"):
        page.send("#decide", verdict="infringing", reason="infringing/counterfeit", _token=token)
        assert page.answer.status_code == 401
        assert "nothing was recorded" in page.text
        page.open(f"/flags/{flag_id}")
    assert sample.desk.record.ledger.for_flag(flag_id) == ()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_changes_from_other_sites_are_refused(page: Browser, headers: dict[str, str]) -> None:
    """A form of another site, or of another port of this machine, changes nothing."""
    fields = page.open("/help").fields("form.language")
    answer = page.client.post("/language", data={**fields, "language": "zh"}, headers=headers)
    assert answer.status_code == 403
    assert page.open("/help").one("html").attributes["lang"] == "en"


def test_own_origin_is_accepted(page: Browser) -> None:
    """The browser's own forms pass, with the headers that browsers send."""
    fields = page.open("/help").fields("form.language")
    headers = {"origin": "http://127.0.0.1:8400", "sec-fetch-site": "same-origin"}
    page.client.post("/language", data={**fields, "language": "zh"}, headers=headers)
    assert page.open("/help").one("html").attributes["lang"] == "zh-CN"


def test_session_cookie(page: Browser) -> None:
    """The cookie is out of reach of scripts and other sites, and pictures do not set it."""
    cookie = page.open("/flags").answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "set-cookie" not in page.open("/pictures/x/152").answer.headers


def test_large_requests_are_refused(page: Browser) -> None:
    """A form of a megabyte is refused before it is read."""
    fields = page.open("/help").fields("form.language")
    answer = page.client.post("/language", data={**fields, "back": "x" * 1_000_000})
    assert answer.status_code == 413


def test_unforeseen_failures_say_nothing_inside(
    page: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A failure nobody foresaw is logged, and the page tells no detail of it."""
    monkeypatch.setattr("review.list_pages.RUNS_SHOWN", "not a number")
    page.open("/runs")
    assert page.answer.status_code == 500
    assert "Traceback" not in page.answer.text
    assert "The log of the workbench says more" in page.text
    assert "/runs" in caplog.text

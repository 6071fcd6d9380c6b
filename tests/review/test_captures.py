"""Captures and pictures: hostile bytes, shown and never run."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from casework.capture import Capture
from casework.frontier import Fetch, FetchKind, Lease, PageOutcome
from evidence.captures import Exchange
from review.capture_pages import as_text, is_text
from review.drawn_pictures import DrawnPictures
from review.guards import CAPTURED_POLICY
from tests.review.client import Browser
from tests.review.sample import NOW, PROTECTED_SHA256, Sample


def capture_of(sample: Sample, number: int = 0) -> Capture:
    """The capture of a flag's listing."""
    return sample.desk.record.captures.for_listing(sample.flags[number].listing_id)


def keep(sample: Sample, body: bytes, content_type: str) -> Capture:
    """Store a capture of these bytes."""
    exchange = Exchange(
        url="https://shop.example/odd",
        request_headers=(),
        status=200,
        reason="OK",
        response_headers=(("Content-Type", content_type), ("X-Odd", "\u202e<b>")),
        body=body,
        fetched_at=NOW,
    )
    capture = sample.desk.captures.write("odd", exchange)
    lease = Lease("odd", Fetch(exchange.url, FetchKind.PAGE), 1, NOW)
    sample.desk.record.store_page(PageOutcome(lease, NOW, capture))
    return capture


def test_capture_says_where_it_comes_from(page: Browser, sample: Sample) -> None:
    """Address, time, status, digest and place in the WARC file are shown, and that it verifies."""
    capture = capture_of(sample)
    page.open(f"/captures/{capture.capture_id}")
    for fact in (
        capture.payload_sha256,
        "HTTP 200",
        capture.warc_file,
        "https://shop.example/item/1",
    ):
        assert fact in page.text
    assert "have their digest" in page.text


def test_way_back_to_the_flag(page: Browser, sample: Sample) -> None:
    """A capture leads back to the flag it was opened from, and both to the queue, with its filters."""
    flag = f"/flags/{sample.flags[0].flag_id}?brand=qingya&tier=certain"
    page.open(flag)
    page.open(page.one("a[href^='/captures']").attributes["href"] or "")
    back, queue = page.all(".steps a")
    assert back.attributes["href"] == flag
    assert queue.attributes["href"] == "/flags?brand=qingya&tier=certain"
    page.send("form.language", language="zh")
    assert page.one(".steps a").attributes["href"] == flag
    assert page.words(".steps a") == ["← 返回线索", "线索队列"]


@pytest.mark.parametrize(
    "given", ["", "flag=nothing", "flag=//evil.example/", "flag=https://evil.example&q=a"]
)
def test_no_way_to_what_is_no_flag(page: Browser, sample: Sample, given: str) -> None:
    """Only a flag of the record is a way back: any other value leaves the queue alone."""
    page.open(f"/captures/{capture_of(sample).capture_id}?{given}")
    [queue] = page.all(".steps a")
    assert (queue.attributes["href"] or "").partition("?")[0] == "/flags"
    assert "evil" not in (page.one(".steps").html or "")


def test_captured_page_is_text(page: Browser, sample: Sample) -> None:
    """The captured page's script stands there as text; nothing of the page is an element of ours."""
    capture = capture_of(sample)
    page.open(f"/captures/{capture.capture_id}")
    assert "<script>alert(1)</script>" in page.one("pre.captured").text()
    assert all(script.attributes.get("src") for script in page.all("script"))


def test_download_is_plain_text(page: Browser, sample: Sample) -> None:
    """The content downloads as plain text in a sandbox, never as the type that the shop gave."""
    capture = capture_of(sample)
    answer = page.client.get(f"/captures/{capture.capture_id}/text")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-security-policy"] == CAPTURED_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "<script>alert(1)</script>" in answer.text


def test_damaged_capture_is_said(page: Browser, sample: Sample, tmp_path: Path) -> None:
    """A changed byte in the WARC file is reported on the page, and nothing is shown as evidence."""
    capture = capture_of(sample)
    file = tmp_path / "data" / "captures" / capture.warc_file
    data = bytearray(file.read_bytes())
    data[capture.warc_offset + capture.warc_length // 2] ^= 1
    file.write_bytes(data)
    page.open(f"/captures/{capture.capture_id}")
    assert page.answer.status_code == 200
    assert len(page.all("[role=alert]")) == 1
    assert page.all("pre.captured") == []
    assert page.client.get(f"/captures/{capture.capture_id}/text").status_code == 410
    page.send("form.language", language="zh")
    assert page.one("[role=alert]").text().startswith("存储的数据已损坏")


def test_odd_captures_are_shown(page: Browser, sample: Sample) -> None:
    """A picture is drawn anew, bytes of no text are not dumped, a long page is cut and says so."""
    binary = keep(sample, b"\x00\x01" * 50, "application/octet-stream")
    page.open(f"/captures/{binary.capture_id}")
    assert page.all("pre.captured") == []
    assert "U+202E" in page.text
    broken = keep(sample, b"no picture", "image/png")
    source = page.open(f"/captures/{broken.capture_id}").one(".captured-picture").attributes["src"]
    assert source
    assert page.client.get(source).status_code == 404
    long = keep(sample, b"a" * 300_000, "text/html")
    assert "200,000 of 300,000" in page.open(f"/captures/{long.capture_id}").text


def test_unknown_capture(page: Browser) -> None:
    """An unknown capture is a page that says so."""
    assert page.open("/captures/nothing").answer.status_code == 404


@pytest.mark.parametrize(
    ("content_type", "payload", "expected"),
    [
        ("text/html; charset=gbk", "郫县豆瓣".encode("gbk"), "郫县豆瓣"),
        (
            "text/html",
            b"<meta charset=gb2312>" + "豆瓣".encode("gb2312"),
            "<meta charset=gb2312>豆瓣",
        ),
        ("text/html", "青崖".encode(), "青崖"),
        ("text/html", "青崖".encode("gb18030"), "青崖"),
        ("text/html; charset=nonsense", b"a", "a"),
        ("text/html; charset=hex", b"a", "a"),
        ("text/html; charset=undefined", b"a", "a"),
        ("text/html", b"\xff\xff\xff", "\ufffd\ufffd\ufffd"),
    ],
)
def test_character_sets(sample: Sample, content_type: str, payload: bytes, expected: str) -> None:
    """Text is read by its declared character set, else by the ones that Chinese shops use."""
    capture = replace(capture_of(sample), content_type=content_type)
    assert as_text(capture, payload) == expected
    assert is_text(capture, payload)


def test_pictures_are_drawn_anew(page: Browser, sample: Sample) -> None:
    """Pictures are PNGs of ours in a sandbox, never the shop's bytes, and stay within their side."""
    source = page.open(f"/flags/{sample.flags[1].flag_id}").one(".pair img").attributes["src"]
    assert source
    answer = page.client.get(source)
    original = sample.desk.captures.read(
        sample.desk.record.captures.by_payload(source.split("/")[2])
    ).payload
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-security-policy"] == CAPTURED_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content != original
    small = page.client.get(f"/references/{PROTECTED_SHA256}/1").content
    assert small.startswith(b"\x89PNG")
    assert int.from_bytes(small[16:20], "big") == 152
    assert page.client.get(f"/references/{PROTECTED_SHA256}/99999").status_code == 200


@pytest.mark.parametrize("path", ["/pictures/nothing/152", "/references/nothing/152"])
def test_missing_pictures(page: Browser, path: str) -> None:
    """Where there is no picture, the answer is a drawing that says so, and is not kept."""
    answer = page.client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["cache-control"] == "no-store"


def test_drawn_pictures_are_kept_up_to_a_size() -> None:
    """A picture is drawn once while there is room; the least used goes first."""
    drawn = DrawnPictures(limit=10)
    calls: list[str] = []

    def draw(name: str) -> bytes:
        calls.append(name)
        return name.encode() * 4

    for name in ("a", "b", "a", "c", "a", "b"):
        assert drawn.get(name, 1, partial(draw, name)) == name.encode() * 4
    assert calls == ["a", "b", "c", "b"]

"""What a failed fetch is called, and whether it is worth another try."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawler.failures import (
    AddressRefused,
    RobotsRefused,
    RobotsUnavailable,
    failure_of,
    failure_of_status,
    seconds_to_wait,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "http://shop.example/tea"


@pytest.mark.parametrize(
    ("error", "kind", "retry"),
    [
        (CannotResolveHostError("x"), "unreachable", True),
        (DownloadConnectionRefusedError("x"), "unreachable", True),
        (DownloadTimeoutError("x"), "timeout", True),
        (ResponseDataLossError("x"), "connection-lost", True),
        (DownloadFailedError("x"), "connection-lost", True),
        (DownloadFailedError("certificate verify failed"), "certificate", False),
        (DownloadCancelledError("larger than download max size"), "too-large", False),
        (IgnoreRequest("exceeded DOWNLOAD_MAXSIZE"), "too-large", False),
        (RobotsRefused("no"), "robots", False),
        (
            RobotsUnavailable("http://shop.example/robots.txt answered 503."),
            "robots-unavailable",
            1,
        ),
        (AddressRefused("it carries credentials."), "refused-address", False),
        (ValueError("strange"), "broken-response", True),
    ],
)
def test_each_failure_has_a_kind_and_one_sentence(error: Exception, kind: str, retry: bool) -> None:
    """Every way a fetch can fail is counted by kind and said in one line that names the address."""
    failure = failure_of(error, URL)
    assert (failure.kind, failure.retry) == (kind, bool(retry))
    assert URL in failure.sentence
    assert "\n" not in failure.sentence
    assert failure.sentence.endswith(".")


@pytest.mark.parametrize(
    ("status", "retry"), [(404, False), (410, False), (403, False), (500, True), (429, True)]
)
def test_a_status_says_whether_to_try_again(status: int, retry: bool) -> None:
    """Server errors pass, a page that is gone does not come back."""
    failure = failure_of_status(status, URL)
    assert (failure.kind, failure.retry) == (f"http-{status}", retry)


def test_an_unknown_status_is_said_as_its_number() -> None:
    """Shops invent statuses."""
    assert failure_of_status(799, URL).sentence == f"{URL} answered 799."


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", 0.0),
        ("30", 30.0),
        ("999999999999", 3600.0),
        ("Sun, 22 Nov 2026 12:00:20 GMT", 20.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", 0.0),
        ("-5", 0.0),
        (f"Wed, 21 Oct {'9' * 30} 07:28:00 GMT", 0.0),
    ],
)
def test_the_pause_a_server_asks_for_is_kept_within_reason(header: str, seconds: float) -> None:
    """Retry-After is honoured as seconds or date, at most an hour, and nonsense is no pause."""
    assert seconds_to_wait(header, NOW) == seconds

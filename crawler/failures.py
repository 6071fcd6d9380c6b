"""What went wrong with a fetch, as a kind to count, one sentence to say, and whether to try again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawler.guard import PERMISSIONS, host_and_port

RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_LONGEST_RETRY_AFTER = 3600.0


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """Why a fetch gave nothing. `after` is the pause in seconds that the server asked for."""

    kind: str
    sentence: str
    retry: bool = False
    after: float = 0.0

    @property
    def answered(self) -> bool:
        """Whether the fetch is over with something said: by the shop, or by robots.txt for it."""
        return not self.retry and self.kind not in {"certificate", "refused-address"}


class RobotsRefused(IgnoreRequest):
    """robots.txt forbids this address to us."""


class RobotsUnavailable(IgnoreRequest):
    """robots.txt could not be read, so nothing is known to be allowed (RFC 9309, 2.3.1.4)."""


class AddressRefused(IgnoreRequest):
    """The address leads where a crawl must not go."""


def failure_of(error: BaseException, url: str) -> FetchFailure:
    """Turn what Scrapy or our own middlewares raised for a URL into a failure to report."""
    if isinstance(error, RobotsRefused):
        return FetchFailure("robots", f"{url} was not fetched: robots.txt forbids it.")
    if (address := PERMISSIONS.refusals.get(host_and_port(url))) is not None:
        return FetchFailure("refused-address", f"{url} was not fetched: {address}.")
    if isinstance(error, RobotsUnavailable):
        return FetchFailure("robots-unavailable", f"{url} was not fetched: {error}", retry=True)
    if isinstance(error, AddressRefused):
        return FetchFailure("refused-address", f"{url} was not fetched: {error}")
    # Scrapy cancels a download for its size only; a body that unpacks too large it ignores.
    if isinstance(error, DownloadCancelledError | IgnoreRequest):
        return FetchFailure("too-large", f"{url} is larger than the limit and was not read.")
    return _on_the_wire(error, url)


def _on_the_wire(error: BaseException, url: str) -> FetchFailure:
    if isinstance(error, DownloadFailedError) and "certificate" in _text(error):
        sentence = f"{url} was not fetched: its TLS certificate does not verify."
        return FetchFailure("certificate", sentence)
    for types, kind, words in _TRANSIENT:
        if isinstance(error, types):
            return FetchFailure(kind, f"{url} {words}", retry=True)
    # An answer that is no HTTP, a Content-Encoding that does not decode: the shop's fault, and
    # seldom lasting; anything else that arrives here is tried again as well and then said.
    name = type(error).__name__
    sentence = f"{url} gave an answer that cannot be read ({name})."
    return FetchFailure("broken-response", sentence, retry=True)


_TRANSIENT: tuple[tuple[type[BaseException], str, str], ...] = (
    (CannotResolveHostError, "unreachable", "cannot be reached: its host name has no address."),
    (DownloadConnectionRefusedError, "unreachable", "cannot be reached: connection refused."),
    (DownloadTimeoutError, "timeout", "took longer than the time limit."),
    (ResponseDataLossError, "connection-lost", "broke off before the end of the answer."),
    (DownloadFailedError, "connection-lost", "broke off the connection."),
)


def failure_of_status(status: int, url: str, retry_after: str = "") -> FetchFailure:
    """The failure that a response with an error status is."""
    try:
        phrase = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = str(status)
    return FetchFailure(
        f"http-{status}",
        f"{url} answered {phrase}.",
        retry=status in RETRIED_STATUSES,
        after=seconds_to_wait(retry_after, datetime.now(UTC)),
    )


def seconds_to_wait(retry_after: str, now: datetime) -> float:
    """A Retry-After header (seconds or an HTTP date) as seconds from now, at most an hour."""
    text = retry_after.strip()
    if text.isdecimal():
        return min(float(text[:9]), _LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), _LONGEST_RETRY_AFTER)


def _text(error: BaseException) -> str:
    causes = [repr(error), repr(error.__cause__), str(getattr(error.__cause__, "reasons", ""))]
    return " ".join(causes)

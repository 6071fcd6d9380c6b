"""How failures are answered: one whole sentence, as a page or as JSON, never a traceback."""

from __future__ import annotations

import logging
from typing import Any

from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Response

from casework.errors import (
    CaptureDamaged,
    DecisionConflict,
    MarkwardenError,
    NotFound,
    SearchUnavailable,
    UsageError,
)
from review.given import AnyRequest
from review.i18n import message
from review.rendering import Pages

_LOG = logging.getLogger("markwarden.review")

_STATUSES: tuple[tuple[type[MarkwardenError], int], ...] = (
    (NotFound, 404),
    (UsageError, 400),
    (DecisionConflict, 409),
    (CaptureDamaged, 410),
    (SearchUnavailable, 503),
    (MarkwardenError, 500),
)

HEADINGS = {
    400: message("That request could not be read"),
    401: message("This page is out of date"),
    403: message("That request was refused"),
    404: message("There is nothing here"),
    405: message("That request could not be read"),
    410: message("The stored bytes are damaged"),
    413: message("That request was too large"),
    503: message("The search does not answer"),
}

NOT_FOUND = message("Nothing has the id that stands in the address.")
DETAILS = {
    400: message("It is not written as the workbench writes it; nothing was recorded."),
    401: message(
        "It was opened before the workbench was started anew. Go back, reload the page and try again; "
        "nothing was recorded."
    ),
    403: message("It came from another site's page; nothing was recorded."),
    404: message("No page has this address."),
    405: message("This address answers forms only; nothing was recorded."),
    413: message("The workbench takes 64 kilobytes at most; nothing was recorded."),
}
"""What the page says where the web framework speaks; its own words are English and for programs."""
UNEXPECTED = message("Something went wrong that should not. The log of the workbench says more.")


def answer_failure(request: AnyRequest, error: Exception, pages: Pages) -> Response[Any]:
    """The answer to any failure; only what nobody foresaw is logged with its traceback."""
    status, detail, said = _status(error), _detail(error), ""
    language = pages.language(request)
    for_programs = request.scope["path"].startswith("/api")
    worded = {401, 404} if for_programs else set(DETAILS)
    if isinstance(error, HTTPException) and status in worded:
        detail = language.say(DETAILS[status])
    elif isinstance(error, NotFound) and language.code != "en" and not for_programs:
        # The record's sentence is English; it stays, because it names the nearest ids.
        detail, said = language.say(NOT_FOUND), str(error)
    if detail is None:
        _LOG.error("Unexpected failure at %s", request.scope["path"], exc_info=error)
        detail = language.say(UNEXPECTED)
    if for_programs:
        return Response({"status": status, "error": detail}, status_code=status)
    heading = language.say(HEADINGS.get(status, message("Something went wrong")))
    return pages.render(
        request, "error.html", {"heading": heading, "detail": detail, "said": said}, status=status
    )


def _status(error: Exception) -> int:
    if isinstance(error, NotAuthorizedException):
        return 401
    if isinstance(error, HTTPException):
        return error.status_code
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)


def _detail(error: Exception) -> str | None:
    if isinstance(error, HTTPException) and error.status_code < 500:
        return error.detail
    return str(error) if isinstance(error, MarkwardenError) else None

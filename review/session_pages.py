"""What a reviewer sets for their own browser: the language, and whether single keys do something."""

from __future__ import annotations

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from review.addresses import local_path
from review.given import AnyRequest, Form


@get(["/language", "/keyboard"], sync_to_thread=False, include_in_schema=False)
def back_from_settings() -> Redirect:
    """Where a form's address leads that is opened as a page, after its form was refused."""
    return Redirect("/flags", status_code=303)


@get("/{rest:path}", sync_to_thread=False, include_in_schema=False)
def nowhere(rest: FromPath[str]) -> Redirect:
    """Any other address: answered here, because without a handler there is no session, so no language.

    Raises:
        NotFoundException: always.
    """
    raise NotFoundException(rest)


@post("/language", sync_to_thread=False, include_in_schema=False)
def choose_language(request: AnyRequest, data: Form) -> Redirect:
    """Keep the language for this session and go back to the page."""
    request.session["language"] = data.get("language", "")[:8]
    return Redirect(local_path(data.get("back", ""), "/flags"), status_code=303)


@post("/keyboard", sync_to_thread=False, include_in_schema=False)
def choose_keys(request: AnyRequest, data: Form) -> Redirect:
    """Switch single-key commands on or off for this session."""
    request.session["keys"] = "off" if data.get("keys") == "off" else "on"
    return Redirect("/help", status_code=303)

"""The workbench as a web application, put together from its screens, guards and interface."""

from __future__ import annotations

from typing import Any

from litestar import Litestar
from litestar.datastructures import CacheControlHeader
from litestar.di import Provide
from litestar.middleware.session.server_side import ServerSideSessionConfig
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.response import Response
from litestar.static_files import create_static_files_router
from litestar.types import ControllerRouterHandler

from review import flag_pages, list_pages, queue_pages, session_pages
from review.api import api
from review.capture_pages import capture, capture_text
from review.desk import Desk
from review.drawn_pictures import DrawnPictures
from review.failures import answer_failure
from review.given import AnyRequest
from review.guards import HostGuard, add_security_headers, require_same_origin, require_token
from review.picture_pages import listing_picture, protected_picture
from review.rendering import STATIC_FOLDER, Pages

__all__ = ["Desk", "create_app"]

REQUEST_BYTES = 64 * 1024
SESSION_SECONDS = 12 * 3600

HANDLERS: tuple[ControllerRouterHandler, ...] = (
    queue_pages.entrance,
    queue_pages.queue,
    queue_pages.export,
    flag_pages.flag,
    # Before the forms: Litestar registers the first of two handlers of a path twice, and one that
    # runs in a thread does not survive it.
    flag_pages.back_from_forms,
    flag_pages.decide,
    flag_pages.retract,
    capture,
    capture_text,
    listing_picture,
    protected_picture,
    list_pages.brands,
    list_pages.brand,
    list_pages.runs,
    list_pages.help_page,
    session_pages.choose_language,
    session_pages.choose_keys,
    session_pages.back_from_settings,
    session_pages.nowhere,
    api,
)


def create_app(desk: Desk) -> Litestar:
    """The workbench for a desk. It opens and closes nothing: whoever made the desk does."""
    pages = Pages(desk.settings, desk.now)
    drawn = DrawnPictures()

    def fail(request: AnyRequest, error: Exception) -> Response[Any]:
        return answer_failure(request, error, pages)

    sessions = ServerSideSessionConfig(
        key="markwarden_session", max_age=SESSION_SECONDS, renew_on_access=True
    )
    static = create_static_files_router(
        path="/static",
        directories=[STATIC_FOLDER],
        opt={"skip_session": True},
        # Pages name assets with their digest, so a changed one has another address.
        cache_control=CacheControlHeader(private=True, max_age=86400, immutable=True),
        include_in_schema=False,
    )
    return Litestar(
        route_handlers=[*HANDLERS, static],
        dependencies={
            "desk": Provide(lambda: desk, sync_to_thread=False),
            "pages": Provide(lambda: pages, sync_to_thread=False),
            "drawn": Provide(lambda: drawn, sync_to_thread=False),
        },
        middleware=[HostGuard(), sessions.middleware],
        guards=[require_same_origin, require_token],
        before_send=[add_security_headers],
        exception_handlers={Exception: fail},
        request_max_body_size=REQUEST_BYTES,
        # No interactive renderer: they load scripts from elsewhere.
        openapi_config=OpenAPIConfig(
            title="Markwarden workbench",
            version="1",
            path="/api/schema",
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        ),
        debug=False,
        logging_config=None,
    )

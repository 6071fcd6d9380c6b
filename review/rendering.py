"""Pages from templates: one Jinja environment a language, with the filters that make text safe."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from litestar.connection import Request
from litestar.enums import MediaType
from litestar.response import Response

from casework.decision import REASONS_FOR
from casework.settings import ReviewSettings
from review import wording
from review.addresses import live_link, readable
from review.explanation import (
    reason_meaning,
    reason_name,
    reason_subject,
)
from review.guards import form_token
from review.highlight import marked, plain
from review.i18n import Language, load_languages

MINUS = "\u2212"
ROOM = Path(__file__).parent
STATIC_FOLDER = ROOM / "static"


@dataclass(frozen=True, slots=True)
class Notice:
    """What just happened, told once on the next page, with the way to take it back."""

    text: str
    title: str = ""
    undo: str = ""
    show: str = ""
    undo_version: int = 0


class Pages:
    """Renders the workbench's pages in the language of the session."""

    def __init__(self, settings: ReviewSettings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now

    def language(self, request: Request[Any, Any, Any]) -> Language:
        """The language chosen in this session, else the one in the settings."""
        session = request.scope.get("session") or {}
        code = session.get("language", "") if isinstance(session, dict) else ""
        languages = all_languages()
        return languages.get(code) or languages.get(self._settings.language, languages["en"])

    def render(
        self,
        request: Request[Any, Any, Any],
        template: str,
        context: Mapping[str, object],
        *,
        status: int = 200,
    ) -> Response[str]:
        """One page as an answer; the session's notice is shown with it and then forgotten."""
        language = self.language(request)
        session = request.scope.get("session")
        # Outside the routes (an unknown address) there is no session, so no form either.
        has_session = isinstance(session, dict)
        path = request.scope["path"]
        page = _environment(language.code).get_template(template)
        text = page.render(
            **context,
            now=self._now(),
            reviewer=self._settings.reviewer,
            token=form_token(request) if has_session else "",
            keys=session.get("keys", "on") == "on" if isinstance(session, dict) else False,
            notice=read_notice(session.pop("notice", None)) if isinstance(session, dict) else None,
            here="/" + path.split("/")[1],
            back=_address(request),
        )
        return Response(text, media_type=MediaType.HTML, status_code=status)


@cache
def all_languages() -> Mapping[str, Language]:
    """Every language by code, read once a process."""
    return load_languages()


@cache
def _environment(code: str) -> Environment:
    # One a process and language: templates are compiled once, however many applications there are.
    language = all_languages()[code]
    versions = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        for file in sorted(STATIC_FOLDER.iterdir())
    }
    environment = Environment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The i18n extension adds this method to the environment at run time.
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        language.translations, newstyle=True
    )
    environment.filters.update(_filters(language))
    environment.globals.update(
        language=language,
        languages=tuple(all_languages().values()),
        asset=lambda name: f"/static/{name}?v={versions[name]}",
        REASONS_FOR=REASONS_FOR,
        **{name: getattr(wording, name) for name in dir(wording) if name.isupper()},
    )
    return environment


def _filters(language: Language) -> dict[str, Callable[..., Any]]:
    @pass_context
    def ago(context: Context, when: datetime) -> str:
        return language.ago(when, context["now"])

    return {
        "shown": lambda text: marked(str(text)),
        "plain": plain,
        "shortened": shortened,
        "live_link": live_link,
        "readable": readable,
        "percent": percent,
        "signed": lambda weight: f"{weight:+.2f}".replace("-", MINUS),
        "balance": lambda weight: max(-100.0, min(100.0, weight * 25)),
        "number": language.number,
        "moment": language.moment,
        "ago": ago,
        "price": language.price,
        "amount": language.amount,
        "words": wording.code_words,
        "strength": lambda reason: wording.reason_strength(reason, language),
        "reason_name": lambda reason: reason_name(reason, language),
        "reason_meaning": lambda reason: reason_meaning(reason, language),
        "reason_subject": reason_subject,
    }


def read_notice(stored: object) -> Notice | None:
    """A notice as it was put into the session, or None."""
    return Notice(**stored) if isinstance(stored, dict) else None


def percent(score: float) -> str:
    """A score from 0 to 1 as a number to 100; only a score of exactly 1 reads 100."""
    hundredths = score * 100
    if 99 <= hundredths < 100:
        return f"{int(hundredths * 10) / 10:.1f}"
    return f"{hundredths:.0f}"


def shortened(text: str, length: int) -> str:
    """A text cut to that many characters, with an ellipsis in place of the rest."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _address(request: Request[Any, Any, Any]) -> str:
    # Forms are answered at addresses of their own, which lead back to their page when opened.
    query = request.scope["query_string"].decode("latin-1")
    path: str = request.scope["path"]
    return f"{path}?{query}" if query else path

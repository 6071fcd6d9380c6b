"""Which search answers a command: the embedded one or Elasticsearch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from casework.errors import UsageError
from casework.settings import ElasticsearchSettings
from commands.workplace import Workplace

if TYPE_CHECKING:
    from index.search import Search


class Engine(StrEnum):
    """What may be asked for with --from."""

    AUTOMATIC = "automatic"
    EMBEDDED = "embedded"
    ELASTICSEARCH = "elasticsearch"


EngineOption = Annotated[
    Engine,
    typer.Option(
        "--from", help="Which search answers. Automatic: Elasticsearch where one is configured."
    ),
]
FlagEngineOption = Annotated[
    Engine,
    typer.Option("--from", help="Which search answers; the embedded one is never behind."),
]
CursorOption = Annotated[
    str | None, typer.Option("--cursor", help="Go on where an earlier answer ended.")
]


@contextmanager
def chosen_search(place: Workplace, engine: Engine) -> Iterator[Search]:
    """The search that was asked for, closed at the end.

    Raises:
        UsageError: Elasticsearch was asked for and none is configured.
    """
    configured = bool(place.settings.elasticsearch.url)
    if engine is Engine.EMBEDDED or (engine is Engine.AUTOMATIC and not configured):
        yield place.embedded_search
        return
    server = configured_server(place)
    from index.elastic.search import ElasticSearch

    with ElasticSearch(place.record, server) as search:
        yield search


def configured_server(place: Workplace) -> ElasticsearchSettings:
    """The Elasticsearch server of the settings.

    Raises:
        UsageError: none is configured.
    """
    server = place.settings.elasticsearch
    if not server.url:
        raise UsageError(
            "No Elasticsearch is configured: set url under [elasticsearch] in settings.toml, or "
            "MARKWARDEN_ELASTICSEARCH__URL."
        )
    return server

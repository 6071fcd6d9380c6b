"""The way to an Elasticsearch server, and its many errors turned into one sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import elastic_transport
import elasticsearch
from elasticsearch import Elasticsearch

from casework.errors import ConfigurationError, SearchUnavailable
from casework.settings import ElasticsearchSettings


class _ElasticsearchNode(elastic_transport.Urllib3HttpNode):
    """A connection that takes answers of Elasticsearch only.

    The client looks at the first answer alone; a login page of a proxy that steps in later would
    pass for an answer to a search.
    """

    def perform_request(self, *arguments: Any, **options: Any) -> Any:
        """Send a request as always, and refuse an answer that says yes without saying who."""
        response = super().perform_request(*arguments, **options)
        meta = response.meta
        if 200 <= meta.status < 300 and meta.headers.get("x-elastic-product") != "Elasticsearch":
            raise elastic_transport.SerializationError("an answer of another program")
        return response


def connect(settings: ElasticsearchSettings) -> Elasticsearch:
    """A client for the server of these settings. It connects when it is first asked something.

    Raises:
        ConfigurationError: the address, the CA file or the credentials cannot be used as written.
    """
    options: dict[str, Any] = {
        "request_timeout": settings.timeout_seconds,
        "http_compress": True,
        # Ids and versions are ours, so a request that is sent twice changes nothing. A server that
        # hangs is not asked again: a person may be waiting, and the outbox forgets nothing.
        "max_retries": 2,
        "node_class": _ElasticsearchNode,
    }
    _check_address(settings.url)
    if settings.ca_file:
        if not Path(settings.ca_file).is_file():
            raise ConfigurationError(
                "there is no such file", key="elasticsearch.ca_file", value=settings.ca_file
            )
        options["ca_certs"] = settings.ca_file
    if settings.api_key and (settings.user or settings.password):
        raise ConfigurationError(
            "set either an API key or a user with a password, not both", key="elasticsearch.api_key"
        )
    if bool(settings.user) != bool(settings.password):
        raise ConfigurationError(
            "a user needs a password, and a password a user", key="elasticsearch.user"
        )
    if settings.api_key:
        options["api_key"] = settings.api_key
    elif settings.user:
        options["basic_auth"] = (settings.user, settings.password)
    return Elasticsearch(settings.url, **options)


def server_version(client: Elasticsearch) -> str:
    """The server's version. `info()` is not asked: not every server has that page."""
    answer = client.nodes.info(node_id="_local", filter_path="nodes.*.version")
    return str(next(iter(answer["nodes"].values()))["version"])


def server_health(client: Elasticsearch) -> str:
    """The cluster's state: green, yellow or red. Any answer at all means that it is alive."""
    return str(client.cluster.health(filter_path="status")["status"])


@contextmanager
def answers(settings: ElasticsearchSettings) -> Iterator[None]:
    """Turn whatever goes wrong between us and the server into one sentence.

    Raises:
        SearchUnavailable: the server cannot be reached, refuses, or is none; nothing is lost.
    """
    try:
        yield
    except elastic_transport.TransportError as error:
        raise SearchUnavailable(f"{_server(settings)} {_no_answer(error, settings)}") from None
    except elasticsearch.ApiError as error:
        raise SearchUnavailable(f"{_server(settings)} {_refusal(error)}") from None


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        complete = parts.scheme in {"http", "https"} and parts.hostname and parts.port
    except ValueError:
        parts, complete = None, False
    if parts is not None and (parts.username or parts.password):
        # The address is printed in many places; the value is not, not even here.
        raise ConfigurationError(
            "credentials belong in elasticsearch.user and elasticsearch.password, not in the address",
            key="elasticsearch.url",
        )
    if not complete:
        raise ConfigurationError(
            "an address with its port was expected, e.g. https://search.example:9200",
            key="elasticsearch.url",
            value=url,
        )


def _server(settings: ElasticsearchSettings) -> str:
    return f"Elasticsearch at {settings.url}"


def _no_answer(error: elastic_transport.TransportError, settings: ElasticsearchSettings) -> str:
    if isinstance(error, elastic_transport.ConnectionTimeout):
        return f"did not answer within {settings.timeout_seconds:g} seconds."
    if isinstance(error, elastic_transport.TlsError):
        return (
            f"cannot be trusted: {_cause(error)}. A certificate authority of your own"
            " is named in elasticsearch.ca_file."
        )
    if isinstance(error, elastic_transport.SerializationError):
        return "is not Elasticsearch, or another program answers in its place."
    return f"cannot be reached: {_cause(error)}."


def _refusal(error: elasticsearch.ApiError) -> str:
    if error.status_code == 401:
        return "refuses the user and password, or API key, that it was given (401)."
    if error.status_code == 403:
        return f"does not permit this (403): {reason(error)}."
    return f"answered {error.status_code}: {reason(error)}."


def reason(error: elasticsearch.ApiError) -> str:
    """The server's own words for a refusal, in one line."""
    body = error.body
    cause = body.get("error") if isinstance(body, dict) else None
    if isinstance(cause, dict):
        roots = cause.get("root_cause") or [cause]
        return _line(roots[0].get("reason") or cause.get("type") or error.message)
    return _line(cause if isinstance(cause, str) else error.message)


def _cause(error: BaseException) -> str:
    """What the system said at the bottom of a chain of errors, e.g. "connection refused"."""
    lowest: BaseException | None = error
    while lowest is not None:
        error = lowest
        if isinstance(error, OSError) and error.strerror:
            return error.strerror.lower()
        inner = error.errors if isinstance(error, elastic_transport.TransportError) else ()
        lowest = inner[0] if inner and isinstance(inner[0], BaseException) else error.__cause__
    return _line(error)


def _line(text: object) -> str:
    return " ".join(str(text).split())[:300].rstrip(".")

"""What a command works with, opened when first asked for: settings, record, search, watchlist.

The rooms are imported here, inside the functions that open them: Scrapy, SQLAlchemy and the image
libraries take seconds to import, and `markwarden --help` needs none of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from casework.brand import ProtectedBrand
from casework.errors import UsageError
from casework.near_names import unknown_source
from casework.settings import EffectiveSetting, Settings
from casework.source import Source
from commands.command_line import GlobalOptions
from commands.garbage import no_search_for_garbage
from commands.output import Output
from crawler.settings import settings_in, source_files, source_in

if TYPE_CHECKING:
    from index.embedded import EmbeddedSearch
    from index.record import Record
    from index.record.ordinary import Measured
    from matchers.watchlist import Watchlist
    from matchers.workers import WorkerPool

RECORD_FILE = "record.sqlite3"
"""The record within the data folder, where no setting says that it is elsewhere."""


class Workplace:
    """One command's view of the data and configuration folders; closes what it opened."""

    def __init__(self, options: GlobalOptions, output: Output) -> None:
        self.options = options
        self.output = output
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    @property
    def now(self) -> datetime:
        """The present moment; rooms are told the time and never ask for it."""
        return datetime.now(UTC)

    @property
    def today(self) -> date:
        """The day that decides which marks are in force: the operator's, not Greenwich's."""
        return datetime.now().astimezone().date()

    @cached_property
    def _settings(self) -> tuple[Settings, tuple[EffectiveSetting, ...]]:
        self.check_folders()
        return settings_in(self.options.config_folder, os.environ)

    def check_folders(self) -> None:
        """See that a configuration folder that was asked for is there, and the data folder can be.

        Raises:
            UsageError: it is not; working on with defaults would look like an empty list.
        """
        data = self.options.data_folder
        if data.exists() and not data.is_dir():
            raise UsageError(f"{data} is a file, not a folder (--data, or MARKWARDEN_DATA).")
        folder = self.options.config_folder
        asked = self.options.config is not None or os.environ.get("MARKWARDEN_CONFIG")
        if asked and not folder.is_dir():
            raise UsageError(f"There is no folder {folder} (--config, or MARKWARDEN_CONFIG).")

    @property
    def settings(self) -> Settings:
        """The settings in force.

        Raises:
            ConfigurationError: the settings file or the environment holds something wrong.
        """
        return self._settings[0]

    @property
    def effective_settings(self) -> tuple[EffectiveSetting, ...]:
        """Every setting with where it comes from."""
        return self._settings[1]

    @property
    def record_url(self) -> str:
        """SQLAlchemy URL of the record: what the settings say, else SQLite in the data folder."""
        file = self.options.data_folder.absolute() / RECORD_FILE
        return self.settings.record.url or f"sqlite:///{file}"

    def check_record_exists(self) -> None:
        """See that there is a record already, where a new and empty one would be a wrong answer.

        Raises:
            UsageError: there is none in the data folder.
        """
        if not self._has_record:
            folder = self.options.data_folder
            raise UsageError(f"There is no record in {folder} (--data, or MARKWARDEN_DATA).")

    @property
    def _has_record(self) -> bool:
        file = self.options.data_folder / RECORD_FILE
        return bool(self.settings.record.url) or file.is_file()

    @cached_property
    def measured(self) -> Measured:
        """The calibration that counts: the record's newest, else the one that we ship."""
        from index.record.ordinary import Measured
        from matchers.image.calibration import OWN

        return (self.record.ordinary.measured() if self._has_record else None) or Measured(OWN)

    @property
    def captures_folder(self) -> Path:
        """Where WARC files are kept."""
        return self.options.data_folder.absolute() / "captures"

    @property
    def logs_folder(self) -> Path:
        """Where the crawl's own log goes."""
        return self.options.data_folder.absolute() / "logs"

    @cached_property
    def record(self) -> Record:
        """The record, opened and migrated."""
        from index.record import Record

        record = Record.open(self.record_url)
        self._opened.callback(record.close)
        return record

    @cached_property
    def workers(self) -> WorkerPool:
        """The limited processes in which pictures of other people are opened."""
        from matchers.workers import WorkerPool

        return self._opened.enter_context(WorkerPool(self.settings.workers, self.settings.pictures))

    @cached_property
    def embedded_search(self) -> EmbeddedSearch:
        """The search inside the record itself: always there, always current."""
        from index.embedded import EmbeddedSearch

        return EmbeddedSearch(self.record)

    @cached_property
    def watchlist(self) -> Watchlist:
        """The protected list of the record, compiled."""
        with no_search_for_garbage():
            from index.protected_list import load_watchlist

            return load_watchlist(self.record, self.settings.match, self.today)

    def stateless_watchlist(self, brands: Iterable[ProtectedBrand]) -> Watchlist:
        """Just these brands, compiled; the record is not touched and pictures are not matched."""
        with no_search_for_garbage():
            from matchers.watchlist import Watchlist

            return Watchlist.build(brands, {}, self.settings.match, self.today)

    @property
    def source_names(self) -> frozenset[str]:
        """The names of the sources that are configured."""
        return frozenset(source_files(self.options.config_folder))

    def source(self, name: str) -> Source:
        """A configured source by its name.

        Raises:
            ConfigurationError: its file holds something wrong.
            NotFound: there is no such source; names near ones.
        """
        return source_in(self.options.config_folder, name, self.settings.crawl)

    def check_source(self, name: str | None) -> None:
        """See that a source to filter by is configured or was crawled: a typing error is no answer.

        Raises:
            NotFound: it is neither; names near ones.
        """
        known = self.source_names | self.record.runs.sources()
        if name is not None and name not in known:
            raise unknown_source(name, known)

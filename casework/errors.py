"""Every error Markwarden raises on purpose, in one tree.

    MarkwardenError              anything below; the command line prints it as one line
    |- UsageError                the command cannot be carried out as typed (exit 2)
    |  |- ConfigurationError     a file or setting that people wrote is wrong; names file, key, value
    |  `- NotFound               no brand, source, flag, run or capture has the id that was given
    |- StoppedByLock             another run of this source is under way (exit 3)
    |- DecisionConflict          the flag was decided by somebody else since it was shown
    |- LedgerBroken              the decision ledger's hash chain does not verify
    |- CaptureDamaged            stored bytes are gone or no longer have their digest
    |- PageUnreadable            a fetched page cannot be turned into a listing; the crawl goes on
    |- PictureUnreadable         a picture is broken, too large or of a refused format
    |- WorkerLost                a process that matched texts was killed or failed; the rest is unanswered
    |- SignatureMismatch         two picture signatures of different algorithms were compared
    |- SearchUnavailable         the search server cannot be reached or refuses; nothing is lost
    |- RecordUnavailable         the record's database is locked, full, unreachable or no database
    `- SchemaMismatch            the record or an index was made by a newer Markwarden

Add an error here, with the moment it is raised, or do not add it.
"""

from __future__ import annotations


class MarkwardenError(Exception):
    """Base of all errors; its text is a whole sentence meant for a person."""

    exit_status = 1


class UsageError(MarkwardenError):
    """The command cannot be carried out as it was typed."""

    exit_status = 2


class ConfigurationError(UsageError):
    """A file or setting that people wrote is wrong."""

    def __init__(
        self, message: str, *, file: str = "", key: str = "", value: object = None
    ) -> None:
        self.file, self.key, self.value = file, key, value
        where = ": ".join(part for part in (file, key) if part)
        shown = "" if value is None else f" (value: {value!r})"
        super().__init__(f"{where}: {message}{shown}" if where else f"{message}{shown}")


class NotFound(UsageError):
    """Nothing has the id that was given."""


class StoppedByLock(MarkwardenError):
    """Another run of the same source is under way."""

    exit_status = 3


class DecisionConflict(MarkwardenError):
    """The flag was decided by somebody else since this reviewer saw it."""


class LedgerBroken(MarkwardenError):
    """The decision ledger's hash chain does not verify."""


class CaptureDamaged(MarkwardenError):
    """Stored bytes are gone or no longer have the digest under which they were kept."""


class PageUnreadable(MarkwardenError):
    """A fetched page cannot be turned into a listing."""


class PictureUnreadable(MarkwardenError):
    """A picture is broken, too large, or of a format that is not opened."""


class WorkerLost(MarkwardenError):
    """A process that matched texts ended before it answered."""


class SignatureMismatch(MarkwardenError):
    """Two picture signatures that were made by different algorithms were compared."""


class SearchUnavailable(MarkwardenError):
    """The search server cannot be reached or refuses to answer."""


class RecordUnavailable(MarkwardenError):
    """The record's database cannot be read or written: locked, full, unreachable or damaged."""


class SchemaMismatch(MarkwardenError):
    """The record or an index was made by a newer Markwarden than this one."""

"""`markwarden verify`: whether decisions and captures are still what they were when they were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.errors import LedgerBroken
from commands.command_line import GlobalOptions
from commands.progress import progress
from commands.workplace import Workplace

if TYPE_CHECKING:
    from index.record import Record


def verify(options: GlobalOptions) -> int:
    """Check that nothing that was kept as evidence has changed, and name what has.

    The ledger: every decision hangs on the one before it, none is missing, and the evidence kept
    with each is what its reviewer saw. The captures: every byte of every WARC file is hashed again,
    and each capture that the record knows is where it was put, with the digest it had.

    Nothing is changed or mended. Exit status 1 where anything is not as it was kept.

    Examples:
        markwarden verify
        markwarden verify --json
    """
    output = options.output()
    with Workplace(options, output) as place:
        place.check_record_exists()
        results = (
            ("decisions", *_ledger(place.record)),
            ("captures", *_captures(place)),
            ("WARC files", *_files(place)),
        )
    for name, checked, problems in results:
        output.record({"kind": name, "checked": checked, "problems": problems})
        for problem in problems:
            output.complaint(problem)
    output.table(
        ("kind", ">checked", ">problems"),
        [(name, checked, len(problems)) for name, checked, problems in results],
    )
    return 1 if any(problems for _, _, problems in results) else 0


def _ledger(record: Record) -> tuple[int, list[str]]:
    """How many decisions there are, and what is wrong with them."""
    problems = [
        f"The record does not know the capture {capture_id} that ledger entry {sequence} was decided on."
        for sequence, capture_id in record.ledger.without_capture()
    ]
    try:
        record.ledger.verify()
    except LedgerBroken as error:
        problems.insert(0, str(error))
    return record.ledger.count(), problems


def _captures(place: Workplace) -> tuple[int, list[str]]:
    """How many captures the record knows, and which of them are not as they were kept."""
    from evidence.captures import CaptureStore
    from evidence.verify import verify_captures

    captures = place.record.captures
    total, done, problems = captures.count(), 0, []
    with CaptureStore(place.captures_folder) as store, progress(place.output, "Captures") as show:
        for check in verify_captures(store, captures.iterate()):
            done += 1
            problems += [check.problem] if check.problem else []
            show(done, total, "")
    return done, problems


def _files(place: Workplace) -> tuple[int, list[str]]:
    """How many WARC files there are, and which records in them, known or not, are damaged."""
    from evidence.verify import verify_file

    paths = sorted(place.captures_folder.rglob("*.warc.gz"))
    problems: list[str] = []
    with progress(place.output, "WARC files") as show:
        for done, path in enumerate(paths, start=1):
            try:
                problems += verify_file(path).problems
            except OSError as error:
                problems.append(f"{path} cannot be read: {error.strerror}.")
            show(done, len(paths), "")
    return len(paths), problems

"""The outbox: every change in order, the newest one of each document, and dead letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from casework.brand import ProtectedBrand
from casework.decision import ReasonCode, Verdict
from index.record import DeadLetter, OutboxRow, Record
from tests.index.record.material import NOW, flag, listing, store

LATER = NOW + timedelta(days=1)


def _keys(rows: tuple[OutboxRow, ...]) -> list[tuple[str, str]]:
    return [(row.kind, row.key) for row in rows]


def test_changes_come_in_order(record: Record) -> None:
    """Each projection gets every changed document, at its own pace and in order of change."""
    first, second = listing(1), listing(2)
    store(record, [first], [flag(first)])
    store(record, [second])
    expected = [
        ("listing", first.listing_id),
        ("flag", flag(first).flag_id),
        ("listing", second.listing_id),
    ]
    rows = record.outbox.peek("a", 10)
    assert _keys(rows) == expected
    assert [row.sequence for row in rows] == sorted({row.sequence for row in rows})
    record.outbox.done("a", rows[:2])
    assert _keys(record.outbox.peek("a", 10)) == expected[2:]
    assert _keys(record.outbox.peek("b", 2)) == expected[:2]
    assert (record.outbox.size("a"), record.outbox.size("b")) == (1, 3)
    assert record.outbox.position("a") == rows[1].sequence
    assert record.outbox.last() == rows[2].sequence


def test_changes_coalesce(record: Record) -> None:
    """Of many changes to a document only the newest is sent, under a higher sequence."""
    item = listing()
    store(record, [item])
    [before] = record.outbox.peek("a", 10)
    for day in range(1, 4):
        store(record, [replace(item, title=f"Title {day}", seen_at=NOW + timedelta(days=day))])
    [after] = record.outbox.peek("a", 10)
    assert _keys((after,)) == _keys((before,))
    assert after.sequence > before.sequence


def test_change_while_sending(record: Record) -> None:
    """A document that changes while its older change is being sent is sent again."""
    item = listing()
    store(record, [item])
    sent = record.outbox.peek("a", 10)
    store(record, [replace(item, title="Changed", seen_at=LATER)])
    record.outbox.done("a", sent)
    assert _keys(record.outbox.peek("a", 10)) == _keys(sent)


def test_unchanged_is_silent(record: Record) -> None:
    """A re-crawl that finds what is known sends nothing."""
    item = listing()
    store(record, [item], [flag(item)])
    record.outbox.done("a", record.outbox.peek("a", 10))
    store(record, [replace(item, seen_at=LATER)], [flag(item, raised_at=LATER)])
    assert record.outbox.size("a") == 0


def test_flags_follow(record: Record) -> None:
    """A flag is sent again when it is decided and when what stands beside it changes."""
    item = listing()
    store(record, [item], [flag(item)])
    flag_row = ("flag", flag(item).flag_id)

    def sent() -> list[tuple[str, str]]:
        rows = record.outbox.peek("a", 10)
        record.outbox.done("a", rows)
        return _keys(rows)

    assert flag_row in sent()
    record.ledger.decide(
        flag(item).flag_id, Verdict.INFRINGING, ReasonCode.COUNTERFEIT, "", "Ann", 0, NOW
    )
    assert sent() == [flag_row]
    store(record, [replace(item, title="Gucci bag, red", seen_at=LATER)], [flag(item)])
    assert sent() == [("listing", item.listing_id), flag_row]
    record.brands.put([ProtectedBrand("gucci", "Gucci", "Holder", ())], "gucci.toml", NOW)
    assert sent() == [flag_row]


def test_going_back_is_impossible(record: Record) -> None:
    """Passing old changes again never moves a projection backwards."""
    store(record, [listing(number) for number in range(4)])
    rows = record.outbox.peek("a", 10)
    record.outbox.done("a", rows)
    record.outbox.done("a", rows[:1])
    record.outbox.done("a", ())
    assert record.outbox.size("a") == 0


def test_dead_letters(record: Record) -> None:
    """A change that cannot be sent is kept with its error, held against nobody else, and dies out
    once the document goes through.
    """
    items = [listing(number) for number in range(3)]
    store(record, items)
    rows = record.outbox.peek("a", 10)
    letter = DeadLetter(rows[1], "mapper_parsing_exception", NOW)
    record.outbox.done("a", rows, [letter])
    assert record.outbox.dead_letters("a") == (letter,)
    assert (record.outbox.dead_letters("b"), record.outbox.size("a")) == ((), 0)
    assert record.outbox.retry("a") == 1
    again = record.outbox.peek("a", 10)
    assert _keys(again) == _keys(rows[1:2])
    record.outbox.done("a", again)
    assert record.outbox.dead_letters("a") == ()
    assert record.outbox.retry("a") == 0


def test_restart(record: Record) -> None:
    """A projection that is begun anew is sent every document once more."""
    store(record, [listing(number) for number in range(3)])
    rows = record.outbox.peek("a", 10)
    record.outbox.done("a", rows, [DeadLetter(rows[0], "refused", NOW)])
    record.outbox.restart("a")
    assert record.outbox.peek("a", 10) == rows
    assert record.outbox.dead_letters("a") == ()


def test_the_projection_that_is_least_behind(record: Record) -> None:
    """Of several followers whose names begin alike, the furthest is found; of none, nobody's name."""
    store(record, [listing(1), listing(2)])
    rows = record.outbox.peek("es/a_b/1", 10)
    record.outbox.done("es/a_b/1", rows)
    record.outbox.done("es/a_b/2", rows[:1])
    record.outbox.done("es/axb/3", rows)
    assert record.outbox.furthest("es/a_b/") == "es/a_b/1"
    assert record.outbox.furthest("es/other/") == ""
    assert record.outbox.size(record.outbox.furthest("es/other/")) == len(rows)

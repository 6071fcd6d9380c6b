"""The indexer and the rebuild against a real server: nothing lost, nothing doubled, said in words."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from casework.errors import SchemaMismatch, SearchUnavailable
from casework.queue import FlagQuery, ListingQuery
from casework.settings import ElasticsearchSettings
from index.elastic import bulk, generations, mappings
from index.elastic.client import connect
from index.elastic.generations import Generation, alias
from index.elastic.search import ElasticSearch
from index.indexer import SyncReport, initialise, retry, sync
from index.rebuild import rebuild, remove_old
from index.record import Record
from tests.index.record.material import NOW, flag, listing, open_record, store
from tests.index.search.projection import expected, fill, held, live


def test_sync_makes_the_index_and_brings_everything_in(
    record: Record, elasticsearch: ElasticsearchSettings
) -> None:
    """One command on an empty server is enough; a second one has nothing to do."""
    fill(record, 30)
    seen: list[SyncReport] = []
    report = sync(record, elasticsearch, seen.append)
    assert report == SyncReport(taken=60)
    assert seen[-1] == report
    assert held(elasticsearch) == expected(record)
    assert sync(record, elasticsearch) == SyncReport()


def test_only_what_changed_is_sent(record: Record, elasticsearch: ElasticsearchSettings) -> None:
    """A listing seen again unchanged costs nothing; a changed one is sent with its flags."""
    item = listing(1)
    store(record, [item, listing(2)], [flag(item)])
    sync(record, elasticsearch)
    later = NOW + timedelta(days=1)
    store(record, [listing(2, seen_at=later)])
    assert sync(record, elasticsearch).taken == 0
    changed = listing(1, "Gucci shoe", seen_at=later)
    store(record, [changed], [flag(changed)])
    assert sync(record, elasticsearch).taken == 2
    moved = replace(listing(2, seen_at=later + timedelta(days=1)), url="http://shop.test/new")
    store(record, [moved])
    assert sync(record, elasticsearch).taken == 1
    assert held(elasticsearch) == expected(record)


def test_initialising_twice_makes_one_index(
    record: Record, elasticsearch: ElasticsearchSettings
) -> None:
    """`index init` on a server that has the index says so and changes nothing."""
    made, new = initialise(record, elasticsearch)
    again, newer = initialise(record, elasticsearch)
    assert (new, newer) == (True, False)
    assert made == again


def test_a_new_index_has_our_settings_and_strict_mappings(
    record: Record, elasticsearch: ElasticsearchSettings
) -> None:
    """The server holds the mapping as we wrote it and refuses a field that we did not."""
    made, _new = initialise(record, elasticsearch)
    with connect(elasticsearch) as client:
        answer = client.indices.get_mapping(index=made.index("flag"))
        stored = answer[made.index("flag")]["mappings"]
        assert stored["dynamic"] == "strict"
        assert stored["_meta"] == mappings.flag_mapping()["_meta"] | {"record": record.identity}
        kinds = dict(mappings.field_types(stored))
        assert kinds == dict(mappings.field_types(mappings.flag_mapping()))
        with pytest.raises(Exception, match="strict_dynamic_mapping"):
            client.index(index=made.index("flag"), document={"surprise": 1})


def test_a_server_that_is_down_loses_nothing(
    record: Record, elasticsearch: ElasticsearchSettings
) -> None:
    """The error is one sentence with the address, and everything comes in afterwards."""
    fill(record, 5)
    down = replace(elasticsearch, url="http://127.0.0.1:9")
    with pytest.raises(SearchUnavailable) as caught:
        sync(record, down)
    assert str(caught.value) == (
        "Elasticsearch at http://127.0.0.1:9 cannot be reached: connection refused."
    )
    with ElasticSearch(record, down) as search:
        assert search.status().problems == (str(caught.value),)
    assert sync(record, elasticsearch).taken == 10
    assert held(elasticsearch) == expected(record)


def test_one_refused_document_of_a_thousand(
    record: Record, elasticsearch: ElasticsearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refused one becomes a dead letter with the server's words; the others are indexed."""
    broken = mappings.listing_mapping()
    broken["properties"]["sku"] = {"type": "long"}
    monkeypatch.setattr(generations, "listing_mapping", lambda: broken)
    fill(record, 499)
    odd = replace(listing(1000), sku="not a number")
    store(record, [odd])
    store(record, [listing(1001)])
    report = sync(record, elasticsearch)
    assert (report.taken, report.refused, report.pending, report.pause) == (999, 1, 0, "")
    assert "failed to parse field [sku]" in report.problem
    everything = expected(record)
    del everything["listing", odd.listing_id]
    assert held(elasticsearch) == everything

    with ElasticSearch(record, elasticsearch) as search:
        status = search.status()
        assert status.dead_letters == 1
        assert "1 document was refused" in status.problems[0]
        assert odd.listing_id in status.problems[0]
        monkeypatch.undo()
        assert rebuild(record, elasticsearch).sync.refused == 0
        assert search.status().problems == ()
    assert held(elasticsearch) == expected(record)


def test_a_dead_letter_that_is_changed_is_sent_again(
    record: Record, elasticsearch: ElasticsearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A listing that was refused comes in when the shop corrects it, and is dead no longer."""
    broken = mappings.listing_mapping()
    broken["properties"]["sku"] = {"type": "long"}
    monkeypatch.setattr(generations, "listing_mapping", lambda: broken)
    store(record, [replace(listing(1), sku="not a number")])
    assert sync(record, elasticsearch).refused == 1
    store(record, [replace(listing(1, seen_at=NOW + timedelta(days=1)), sku="17")])
    assert sync(record, elasticsearch).taken == 1
    assert record.outbox.dead_letters(live(elasticsearch).projection) == ()


def test_refused_documents_are_sent_again(
    record: Record, elasticsearch: ElasticsearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the server refused for a passing cause comes in; what it refuses again is kept as refused."""
    broken = mappings.listing_mapping()
    broken["properties"]["sku"] = {"type": "long"}
    monkeypatch.setattr(generations, "listing_mapping", lambda: broken)
    odd, cured = replace(listing(1), sku="not a number"), listing(2)
    store(record, [odd])
    store(record, [cured])
    generation, _made = initialise(record, elasticsearch)
    assert sync(record, elasticsearch).refused == 1
    [letter] = record.outbox.dead_letters(generation.projection)
    passing = replace(letter, row=replace(letter.row, key=cured.listing_id))
    record.outbox.done(generation.projection, [letter.row], [letter, passing])
    count, report = retry(record, elasticsearch)
    assert (count, report.taken, report.refused, report.pending) == (2, 1, 1, 0)
    [left] = record.outbox.dead_letters(generation.projection)
    assert left.row.key == odd.listing_id
    with pytest.raises(SearchUnavailable):
        retry(record, replace(elasticsearch, url="http://127.0.0.1:9"))
    assert record.outbox.dead_letters(generation.projection) == (left,)


@pytest.mark.parametrize("setting", ["read_only_allow_delete", "write"])
def test_a_block_pauses_and_goes_on(
    record: Record,
    elasticsearch: ElasticsearchSettings,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
) -> None:
    """A full disk, or an administrator's block, refuses no documents: all wait until it is lifted."""
    monkeypatch.setattr(bulk, "FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(bulk, "LONGEST_WAIT_SECONDS", 0.05)
    fill(record, 10)
    made, _new = initialise(record, elasticsearch)
    name = f"index.blocks.{setting}"
    with connect(elasticsearch) as client:
        client.indices.put_settings(index=made.index("flag"), settings={name: True})
        report = sync(record, elasticsearch)
        assert "cluster_block_exception" in report.pause
        assert (report.refused, report.pending) == (0, 10)
        client.indices.put_settings(index=made.index("flag"), settings={name: None})
    assert sync(record, elasticsearch).pending == 0
    assert held(elasticsearch) == expected(record)


def test_a_deleted_index_is_not_made_again_by_accident(
    record: Record, elasticsearch: ElasticsearchSettings
) -> None:
    """Writing where the index is gone makes no index of guessed types; a rebuild does it right."""
    fill(record, 3)
    sync(record, elasticsearch)
    old = live(elasticsearch)
    with connect(elasticsearch) as client:
        client.indices.delete(index=old.index("flag"))
    fill(record, 3, first=10)
    with pytest.raises(SearchUnavailable, match="markwarden index rebuild"):
        sync(record, elasticsearch)
    rebuild(record, elasticsearch)
    assert held(elasticsearch) == expected(record)
    with connect(elasticsearch) as client:
        assert not client.indices.exists(index=old.index("flag"))


def test_two_indexers_at_once_do_no_harm(
    record: Record, elasticsearch: ElasticsearchSettings, tmp_path: Path
) -> None:
    """An older version that arrives late is recognised as stale and changes nothing."""
    store(record, [listing(1)])
    sync(record, elasticsearch)
    generation = live(elasticsearch)
    record.outbox.restart(generation.projection)
    assert sync(record, elasticsearch).taken == 1
    with connect(elasticsearch) as client:
        client.index(
            index=generation.index("listing"),
            id=listing(1).listing_id,
            version=record.outbox.last() + 1,
            version_type="external_gte",
            document={"title": "newer"},
        )
    store(record, [listing(2), listing(3)])
    record.outbox.restart(generation.projection)
    report = sync(record, elasticsearch)
    assert (report.taken, report.stale) == (2, 1)
    assert held(elasticsearch)["listing", listing(1).listing_id][1] == {"title": "newer"}


def test_a_record_put_back_from_a_copy_is_noticed(
    record: Record, elasticsearch: ElasticsearchSettings, tmp_path: Path
) -> None:
    """An index that is ahead of the record would silently keep what is not true any more."""
    fill(record, 2)
    (tmp_path / "copy" / "data").mkdir(parents=True)
    original = sqlite3.connect(record.session.engine.url.database or "")
    original.execute("VACUUM INTO ?", [str(tmp_path / "copy" / "data" / "record.sqlite3")])
    original.close()
    store(record, [listing(1, "Gucci shoe", seen_at=NOW + timedelta(days=1))])
    sync(record, elasticsearch)
    with open_record(tmp_path / "copy") as copy:
        assert copy.identity == record.identity
        with pytest.raises(SearchUnavailable, match="holds changes that this record never made"):
            sync(copy, elasticsearch)
        rebuild(copy, elasticsearch)
        assert held(elasticsearch) == expected(copy)


def test_two_records_do_not_share_an_index(
    record: Record, elasticsearch: ElasticsearchSettings, tmp_path: Path
) -> None:
    """A second data folder with the same prefix is refused before a document of it is mixed in."""
    fill(record, 3)
    sync(record, elasticsearch)
    with open_record(tmp_path / "other") as other, ElasticSearch(other, elasticsearch) as search:
        fill(other, 1, first=50)
        with pytest.raises(SearchUnavailable, match="filled from another record"):
            sync(other, elasticsearch)
        with pytest.raises(SearchUnavailable, match="filled from another record"):
            search.flags(FlagQuery())
        assert "another record" in search.status().problems[0]
        assert held(elasticsearch) == expected(record)
        rebuild(other, elasticsearch)
        assert held(elasticsearch) == expected(other)
        assert search.status().problems == ()


def test_a_rebuild_leaves_readers_no_gap(
    record: Record, elasticsearch: ElasticsearchSettings
) -> None:
    """While new indices fill, the old ones are read and written; then all readers see the new."""
    fill(record, 10)
    sync(record, elasticsearch)
    old = live(elasticsearch)
    stored_meanwhile: list[int] = []

    def go_on(_report: SyncReport) -> None:
        if not stored_meanwhile:
            stored_meanwhile.append(1)
            assert live(elasticsearch) == old
            fill(record, 5, first=100)
            assert sync(record, elasticsearch).taken == 10

    report = rebuild(record, elasticsearch, go_on)
    assert stored_meanwhile
    fresh = live(elasticsearch)
    assert fresh != old
    assert report.live == (fresh.index("listing"), fresh.index("flag"))
    assert report.removable == (old.index("flag"), old.index("listing"))
    assert held(elasticsearch) == held(elasticsearch, old) == expected(record)
    assert remove_old(record, elasticsearch) == report.removable
    assert live(elasticsearch) == fresh
    assert record.outbox.position(old.projection) == 0


def test_what_another_indexer_sends_to_the_old_index_is_not_lost(
    record: Record, elasticsearch: ElasticsearchSettings
) -> None:
    """A change that went to the old generation during the swap is pending for the new one."""
    fill(record, 2)
    sync(record, elasticsearch)
    rebuild(record, elasticsearch)
    fill(record, 2, first=10)
    assert record.outbox.size(live(elasticsearch).projection) == 4
    sync(record, elasticsearch)
    assert held(elasticsearch) == expected(record)


def test_an_interrupted_rebuild_goes_on(
    record: Record, elasticsearch: ElasticsearchSettings
) -> None:
    """The half-filled indices of a rebuild that died are taken up again, not begun anew."""
    fill(record, 600)
    sync(record, elasticsearch)
    old = live(elasticsearch)

    def die(_report: SyncReport) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(record, elasticsearch, die)
    assert live(elasticsearch) == old
    report = rebuild(record, elasticsearch)
    assert report.resumed
    assert report.sync.taken == 200
    assert len(report.removable) == 2
    assert held(elasticsearch) == expected(record)


def test_indices_of_another_version_are_neither_read_nor_written(
    record: Record, elasticsearch: ElasticsearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Terms of two versions are never mixed; a rebuild brings the index to this version."""
    fill(record, 2)
    sync(record, elasticsearch)
    monkeypatch.setattr(generations, "TERMS_VERSION", "9.9")
    with ElasticSearch(record, elasticsearch) as search:
        assert "made with other mappings or terms" in search.status().problems[0]
        for act in (
            lambda: sync(record, elasticsearch),
            lambda: search.listings(ListingQuery("gucci")),
        ):
            with pytest.raises(SearchUnavailable, match="markwarden index rebuild"):
                act()
        monkeypatch.setattr(generations, "SCHEMA_VERSION", 0)
        with pytest.raises(SchemaMismatch, match="newer Markwarden"):
            sync(record, elasticsearch)


def test_aliases_that_were_moved_apart_are_noticed_and_mended(
    record: Record, elasticsearch: ElasticsearchSettings
) -> None:
    """Flags of one generation beside listings of another are refused until a rebuild."""
    fill(record, 2)
    sync(record, elasticsearch)
    old = live(elasticsearch)
    rebuild(record, elasticsearch)
    name = alias(elasticsearch.prefix, "flag")
    with connect(elasticsearch) as client:
        client.indices.update_aliases(
            actions=[
                {"remove": {"index": live(elasticsearch).index("flag"), "alias": name}},
                {"add": {"index": old.index("flag"), "alias": name}},
            ]
        )
    with pytest.raises(SearchUnavailable, match="do not belong together"):
        sync(record, elasticsearch)
    rebuild(record, elasticsearch)
    assert held(elasticsearch) == expected(record)


def test_search_says_where_there_is_no_index_yet(
    record: Record, elasticsearch: ElasticsearchSettings
) -> None:
    """Before the first sync a search explains itself instead of finding nothing."""
    with ElasticSearch(record, elasticsearch) as search:
        for problem in search.status().problems:
            assert problem.endswith("yet; run `markwarden index sync`.")
        assert search.status().problems


def test_documents_missing_from_the_index_are_noticed(
    record: Record, elasticsearch: ElasticsearchSettings
) -> None:
    """Somebody else deleting documents shows in the counts of the status."""
    fill(record, 3)
    sync(record, elasticsearch)
    generation: Generation = live(elasticsearch)
    with connect(elasticsearch) as client:
        client.delete(index=generation.index("flag"), id=flag(listing(1)).flag_id, refresh=True)
    with ElasticSearch(record, elasticsearch) as search:
        assert search.status().problems == (
            (
                "The index holds 3 listings and 2 flags, the record 3 and 3; "
                "run `markwarden index rebuild`."
            ),
        )

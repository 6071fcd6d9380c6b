"""What every search over the record must do; each engine inherits these tests and runs them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from casework.brand import Alias, Mark, MarkKind, Name, ProtectedBrand
from casework.decision import ReasonCode, Verdict
from casework.errors import UsageError
from casework.flag import Flag, FlagState, Tier
from casework.listing import Listing
from casework.queue import FlagQuery, ListingQuery
from index.queue import flag_page
from index.record import Record
from index.search import Search
from tests.index.record.material import NOW, flag, listing, open_record, store

OpenSearch = Callable[[Record], Search]
"""Brings a search up to date with a record and gives it."""

HOSTILE = (
    '"',
    '" OR "bag',
    "bag*",
    "gu*",
    "bag OR shoe",
    "NOT bag",
    "title:bag",
    "terms : bag",
    "{terms} : bag",
    "NEAR(gucci bag)",
    "^bag",
    "-bag",
    "bag')); DROP TABLE listings; --",
    "\\",
    "bag\x00",
    "\ud800bag",
    "*:* OR _exists_:terms",
    "?" * 300,
    "(" * 300,
)


def found(search: Search, text: str, **filters: str) -> set[str]:
    """Native ids of the listings that a text finds, through the pages."""
    page = search.listings(ListingQuery(text, limit=1000, **filters))
    assert page.total == len(page.hits)
    return {hit.url.rpartition("/")[2] for hit in page.hits}


def brand(brand_id: str, *names: str, aliases: Sequence[str] = ()) -> ProtectedBrand:
    """A brand with one word mark of these names."""
    mark = Mark(
        f"{brand_id}-word",
        MarkKind.WORD,
        tuple(Name(name) for name in names),
        tuple(Alias(alias) for alias in aliases),
    )
    return ProtectedBrand(brand_id, f"The {brand_id}", "Holder", (mark,))


class SearchContract:
    """Inherit this and give the fixture `open_search`."""

    @pytest.fixture
    def open_search(self) -> OpenSearch:
        """The engine under test."""
        raise NotImplementedError

    @pytest.fixture
    def record(self, tmp_path: Path) -> Iterator[Record]:
        """A new record on SQLite."""
        with open_record(tmp_path) as opened:
            yield opened

    def test_all_words_must_be_there(self, record: Record, open_search: OpenSearch) -> None:
        """A listing is found by any of its words in any order, and not if one is missing."""
        store(record, [listing(1, "Gucci leather bag"), listing(2, "Leather shoe")])
        search = open_search(record)
        assert found(search, "bag gucci") == {"1"}
        assert found(search, "LEATHER") == {"1", "2"}
        assert found(search, "gucci shoe") == set()
        assert found(search, "leath") == set()

    @pytest.mark.parametrize(
        ("text", "hits"),
        [
            ("郫县豆瓣", {"1", "2", "4"}),
            ("县豆瓣", {"1", "2", "4"}),
            ("郫县", {"1", "2", "4", "5"}),
            ("瓣", {"1", "2", "3", "4"}),
            ("豆", {"1", "2", "3", "4", "5"}),
            ("豆瓣酱", {"2"}),
            ("郫豆瓣", set()),
            ("郫县 豆瓣", {"1", "2", "4"}),
            ("郫县 豆", {"1", "2", "4", "5"}),
            ("正宗郫县", {"2"}),
            ("A级", {"4"}),
            ("a", {"4"}),
        ],
    )
    def test_chinese_is_found_wherever_it_stands(
        self, record: Record, open_search: OpenSearch, text: str, hits: set[str]
    ) -> None:
        """A run of Chinese characters finds the listings that contain just this run, even one."""
        titles = ("郫县豆瓣", "正宗郫县豆瓣酱", "豆瓣", "A级 郫县豆瓣 500克", "郫县 土豆")
        store(record, [listing(number, title) for number, title in enumerate(titles, 1)])
        assert found(open_search(record), text) == hits

    def test_all_fields_are_searched_but_no_phrase_crosses_two(
        self, record: Record, open_search: OpenSearch
    ) -> None:
        """Words count in title, description, brand, attributes and seller, each for itself."""
        whole = replace(
            listing(1, "手提", seller="老城皮具"),
            description="包邮",
            brand="Häagen-Dazs",
            attributes=(("颜色", "红色"),),
        )
        store(record, [whole])
        search = open_search(record)
        for text in ("手提", "包邮", "häagen", "dazs", "红色", "皮具", "手提 包邮 红色"):
            assert found(search, text) == {"1"}, text
        for text in ("手提包", "提包", "颜色", "包邮红"):
            assert found(search, text) == set(), text

    @pytest.mark.parametrize(
        ("title", "text"),
        [
            ("x" * 300, "x" * 300),
            ("y" * 5000 + " end", "end"),
            ("𠮷野家 牛肉", "𠮷野"),
            ("ＧＵＣＣＩ　包", "gucci 包"),
            ("Straße ÉCLAIR Ω", "strasse éclair ω"),
            ("Loréal Crème", "loreal creme"),
            ("阿迪達斯 運動鞋", "阿迪达斯"),
            ("阿迪达斯 运动鞋", "阿迪達斯"),
            ("Кошелёк", "кошелёк"),
            ("กระเป๋า", "กระเป๋า"),
            ("50% off: 2-in-1 C&A", "2 in 1 c a 50"),
            ("a" * 150, "a" * 149 + "b" + "a"),
        ],
    )
    def test_unusual_words_find_themselves(
        self, record: Record, open_search: OpenSearch, title: str, text: str
    ) -> None:
        """Long words, rare characters and other scripts are found like any word."""
        store(record, [listing(1, title), listing(2, "nothing of this")])
        assert found(open_search(record), text) == {"1"}

    @pytest.mark.parametrize("text", HOSTILE)
    def test_no_text_is_read_as_a_query_language(
        self, record: Record, open_search: OpenSearch, text: str
    ) -> None:
        """Operators and quotes are words or nothing: no text finds more than its own words do."""
        store(record, [listing(1, "Gucci bag"), listing(2, "Nike shoe")])
        search = open_search(record)
        assert found(search, text) <= {"1"}
        assert search.flags(FlagQuery(text=text)).total == 0

    def test_a_text_without_words_finds_nothing_and_no_text_finds_all(
        self, record: Record, open_search: OpenSearch
    ) -> None:
        """Punctuation is in no listing; an empty query asks for all listings."""
        item = listing(1, "Gucci bag!")
        store(record, [item], [flag(item)])
        search = open_search(record)
        assert found(search, "!?") == set()
        assert search.flags(FlagQuery(text="!?")).total == 0
        assert found(search, " ") == {"1"}
        assert search.flags(FlagQuery(text=" ")).total == 1

    def test_a_query_of_a_whole_page_is_refused(
        self, record: Record, open_search: OpenSearch
    ) -> None:
        """A text of thousands of words is no search and is refused as such."""
        search = open_search(record)
        with pytest.raises(UsageError, match="too long"):
            search.listings(ListingQuery("word " * 10 + " ".join(map(str, range(1001)))))

    def test_listings_come_in_pages(self, record: Record, open_search: OpenSearch) -> None:
        """Following the cursors gives each hit once, best first, and the same every time."""
        items = [listing(number, "bag " * (number % 4 + 1)) for number in range(23)]
        store(record, [*items, listing(99, "bag", source="other")])
        search = open_search(record)

        def walk() -> list[str]:
            ids: list[str] = []
            query = ListingQuery("bag", source="shop", limit=5)
            while True:
                page = search.listings(query)
                assert page.total == 23
                assert [hit.score for hit in page.hits] == sorted(
                    (hit.score for hit in page.hits), reverse=True
                )
                ids += [hit.listing_id for hit in page.hits]
                if page.cursor is None:
                    return ids
                query = replace(query, cursor=page.cursor)

        assert sorted(walk()) == sorted(item.listing_id for item in items)
        assert walk() == walk()
        with pytest.raises(UsageError, match="place to go on from"):
            search.listings(ListingQuery("bag", cursor="{broken"))
        for cursor in ("xx", "{broken", "1"):
            with pytest.raises(UsageError, match="place to go on from"):
                search.flags(FlagQuery(cursor=cursor))

    def test_a_changed_listing_is_found_by_its_new_words_only(
        self, record: Record, open_search: OpenSearch
    ) -> None:
        """What a listing said before is not found any more; it is still one listing."""
        store(record, [listing(1, "Gucci bag")])
        open_search(record)
        store(record, [listing(1, "Nike bag", seen_at=NOW + timedelta(days=1))])
        search = open_search(record)
        assert found(search, "gucci") == set()
        assert found(search, "nike") == {"1"}
        assert found(search, "bag") == {"1"}

    def test_flags_come_in_queue_order(self, record: Record, open_search: OpenSearch) -> None:
        """Tier first, then infringement score, mention score and age; pages follow on exactly."""
        items = [listing(number) for number in range(30)]
        tiers = (Tier.POSSIBLE, Tier.CERTAIN, Tier.LIKELY)
        flags = [
            flag(
                item,
                tier=tiers[number % 3],
                score=0.5 + (number % 4) / 10,
                raised_at=NOW - timedelta(minutes=number % 5),
            )
            for number, item in enumerate(items)
        ]
        store(record, items, flags)
        search = open_search(record)
        ordered = [
            item.flag_id
            for item in sorted(
                flags,
                key=lambda item: (
                    item.tier.rank,
                    -item.infringement_score,
                    -item.mention_score,
                    item.raised_at,
                    item.flag_id,
                ),
            )
        ]
        assert list(search.flags(FlagQuery(limit=100)).ids) == ordered
        walked: list[str] = []
        query = FlagQuery(limit=7)
        while True:
            page = search.flags(query)
            assert page.total == 30
            walked += page.ids
            if page.cursor is None:
                break
            query = replace(query, cursor=page.cursor)
        assert walked == ordered

    def test_flags_are_filtered(self, record: Record, open_search: OpenSearch) -> None:
        """Each filter narrows, all together narrow most, and context is seen only when named."""
        first = listing(1, "Gucci bag", seller="Anna")
        second = listing(2, "Gucci shoe", seller="Berta", source="other")
        flags = [
            flag(first, tier=Tier.CERTAIN),
            flag(first, "nike", tier=Tier.CONTEXT, score=0.1),
            flag(second, tier=Tier.LIKELY),
        ]
        store(record, [first, second], flags)
        search = open_search(record)

        def ids(query: FlagQuery) -> set[Flag]:
            answer = search.flags(query)
            assert answer.total == len(answer.ids)
            return {item for item in flags if item.flag_id in answer.ids}

        assert ids(FlagQuery()) == {flags[0], flags[2]}
        assert ids(FlagQuery(tiers=(Tier.CONTEXT,))) == {flags[1]}
        assert ids(FlagQuery(tiers=(Tier.CONTEXT, Tier.CERTAIN))) == {flags[0], flags[1]}
        assert ids(FlagQuery(brand_id="nike", tiers=tuple(Tier))) == {flags[1]}
        assert ids(FlagQuery(source="other")) == {flags[2]}
        assert ids(FlagQuery(seller_id=first.seller_id)) == {flags[0]}
        assert ids(FlagQuery(text="gucci")) == {flags[0], flags[2]}
        assert ids(FlagQuery(text="shoe", source="other")) == {flags[2]}
        assert ids(FlagQuery(text="shoe", source="shop")) == set()
        assert ids(FlagQuery(states=(FlagState.LAPSED,))) == set()
        assert ids(FlagQuery(states=())) == {flags[0], flags[2]}

    def test_decisions_and_lapses_are_seen(self, record: Record, open_search: OpenSearch) -> None:
        """A decided flag leaves the open ones and is found by its verdict; a lapsed one by state."""
        items = [listing(number) for number in range(3)]
        flags = [flag(item) for item in items]
        store(record, items, flags)
        open_search(record)
        record.ledger.decide(
            flags[0].flag_id, Verdict.INFRINGING, ReasonCode.COUNTERFEIT, "", "ann", 0, NOW
        )
        record.store_flags([items[1].listing_id], [], NOW)
        search = open_search(record)
        assert search.flags(FlagQuery()).ids == (flags[2].flag_id,)
        assert search.flags(FlagQuery(states=(FlagState.LAPSED,))).ids == (flags[1].flag_id,)
        decided = FlagQuery(states=(FlagState.DECIDED,), verdict="infringing")
        assert search.flags(decided).ids == (flags[0].flag_id,)
        assert search.flags(replace(decided, verdict="legitimate")).total == 0
        row = flag_page(record, search, decided).rows[0]
        assert row.decision is not None
        assert row.decision.reviewer == "ann"

    def test_facets_count_what_the_other_filters_leave(
        self, record: Record, open_search: OpenSearch
    ) -> None:
        """Choosing a brand narrows the sellers' counts and leaves the brands' own as they were."""
        record.brands.put([brand("gucci", "GUCCI")], "test", NOW)
        anna = [listing(number, "Gucci bag", seller="Anna") for number in (1, 2)]
        berta = listing(3, "Nike shoe", seller="Berta", source="other")
        nobody = listing(4, "Nike bag", seller=None)
        flags = [
            *(flag(item, tier=Tier.CERTAIN) for item in anna),
            flag(berta, "nike", tier=Tier.LIKELY),
            flag(nobody, "nike", tier=Tier.CONTEXT, score=0.1),
        ]
        store(record, [*anna, berta, nobody], flags)
        search = open_search(record)

        def counts(query: FlagQuery) -> dict[str, list[tuple[str, int]]]:
            facets = search.facets(query)
            return {
                name: [(facet.label, facet.count) for facet in getattr(facets, name)]
                for name in ("brands", "sources", "sellers", "tiers", "states")
            }

        assert counts(FlagQuery()) == {
            "brands": [("The gucci", 2), ("nike", 1)],
            "sources": [("shop", 2), ("other", 1)],
            "sellers": [("Anna", 2), ("Berta", 1)],
            "tiers": [("certain", 2), ("likely", 1), ("context", 1)],
            "states": [("open", 3)],
        }
        chosen = counts(FlagQuery(brand_id="gucci", text="bag"))
        assert chosen["brands"] == [("The gucci", 2)]
        assert chosen["sellers"] == [("Anna", 2)]
        assert chosen["tiers"] == [("certain", 2)]
        assert counts(FlagQuery(brand_id="gucci"))["brands"] == [("The gucci", 2), ("nike", 1)]

    def test_no_candidate_is_left_out_and_the_likely_come_first(
        self, record: Record, open_search: OpenSearch
    ) -> None:
        """Listings that hold a name or alias come first; all others follow, each once."""
        titles = ["shoe", "gucci 包", "Gu¢¢i", "bag", "古驰 包", "hat"]
        items = [listing(number, title) for number, title in enumerate(titles)]
        store(record, items)
        given = list(open_search(record).candidates(brand("gucci", "GUCCI", aliases=["古驰"])))
        assert sorted(given) == sorted(item.listing_id for item in items)
        assert set(given[:2]) == {items[1].listing_id, items[4].listing_id}

    def test_status_says_that_search_and_record_agree(
        self, record: Record, open_search: OpenSearch
    ) -> None:
        """Counts are the record's, and nothing is pending after the search was brought up to date."""
        items: list[Listing] = [listing(number) for number in range(5)]
        store(record, items, [flag(items[0])])
        status = open_search(record).status()
        assert (status.listings, status.flags, status.pending, status.dead_letters) == (5, 1, 0, 0)
        assert status.problems == ()
        assert status.version

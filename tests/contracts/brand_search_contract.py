"""What every search must do about the names of brands; each engine inherits these tests too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.queue import FlagQuery
from index.record import Record
from tests.contracts.search_contract import OpenSearch, brand, found
from tests.index.record.material import NOW, flag, listing, store


class BrandSearchContract:
    """Beside `SearchContract`, whose record they use."""

    @pytest.mark.parametrize(
        ("text", "hits"),
        [
            ("adidas", {1, 2, 4}),
            ("ADIDAS", {1, 2, 4}),
            ("阿迪达斯", {1, 2}),
            ("阿迪達斯", {1, 2}),
            ("三叶草", {1, 2}),
            ("traded", {1, 2}),
            ("adidas 高仿", {1}),
            ("高仿 阿迪达斯", {1}),
            ("阿迪 adidas", {1, 2}),
            ("nike adidas", {4}),
            ("耐克", {3, 4}),
            ("阿迪耐克", set()),
            ("adidas traded as three stripes", set()),
            ("adldas", {1}),
            ("gone", {5}),
            ("waits", set()),
        ],
    )
    def test_flags_are_found_by_the_names_of_their_brand(
        self, record: Record, open_search: OpenSearch, text: str, hits: set[int]
    ) -> None:
        """A right spelling finds the imitations: each word stands in the listing or in the name, a mark's
        name or an alias of the flag's brand, no phrase in two of them. A brand that left the list counts
        while it has flags; listings are found by their own words alone.
        """
        adidas = brand("adidas", "adidas", "阿迪达斯", aliases=["三叶草"])
        adidas = replace(adidas, name="Traded as adidas")
        listed = [adidas, brand("nike", "NIKE", "耐克"), brand("waits", "Waits")]
        record.brands.put([*listed, brand("gone", "Gone")], "test", NOW)
        record.brands.put(listed, "test", NOW)
        titles = ("adldas 高仿 鞋", "runner", "N1KE 鞋", "N1KE as adidas", "Gon3")
        items = [listing(number, title, seller=None) for number, title in enumerate(titles, 1)]
        owners = ("adidas", "adidas", "nike", "nike", "gone")
        flags = [flag(item, owner) for item, owner in zip(items, owners, strict=True)]
        store(record, items, flags)
        search = open_search(record)
        answer = search.flags(FlagQuery(text=text))
        assert {flags.index(one) + 1 for one in flags if one.flag_id in answer.ids} == hits
        assert answer.total == len(hits)
        assert sum(facet.count for facet in search.facets(FlagQuery(text=text)).brands) == len(hits)
        assert found(search, "adidas") == {"4"}

    def test_a_renamed_brand_is_found_by_its_new_name_only(
        self, record: Record, open_search: OpenSearch
    ) -> None:
        """What the protected list says now counts, though no listing and no flag has changed."""
        item = listing(1, "runner")
        record.brands.put([brand("old", "Altmark")], "test", NOW)
        store(record, [item], [flag(item, "old")])
        open_search(record)
        record.brands.put([brand("old", "Neumark")], "test", NOW)
        search = open_search(record)
        assert search.flags(FlagQuery(text="altmark")).total == 0
        assert search.flags(FlagQuery(text="neumark")).total == 1

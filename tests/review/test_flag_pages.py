"""One flag: what is shown, how it is decided, and what happens when two people decide it."""

from __future__ import annotations

from dataclasses import replace

from casework.decision import ReasonCode, Verdict
from casework.flag import Flag, FlagState
from casework.frontier import Fetch, FetchKind, Lease, PageOutcome
from casework.queue import FlagQuery
from review.desk import Desk
from review.flag_view import description_view
from review.i18n import load_languages
from tests.review.client import Browser, browser
from tests.review.offers import OFFERS
from tests.review.sample import NOW, Sample, flag_of, listing_of

LANGUAGES = load_languages()


def address(flag: Flag) -> str:
    """Where a flag is shown."""
    return f"/flags/{flag.flag_id}"


def test_flag_page_explains_the_score(page: Browser, sample: Sample) -> None:
    """Every reason is named, explained and weighed, and the weights add up to the score."""
    page.open(address(sample.flags[0]))
    names = [name.text() for name in page.all(".reason-name")]
    assert names == [
        "Replica wording",
        "Evasive spelling",
        "Price far below the usual",
        "Seller is not listed",
        "Starting point",
    ]
    weights = [float(cell.text().replace("−", "-")) for cell in page.all(".weight-value")]
    assert abs(sum(weights) - (3.4 + 2.98 + 2.8 + 0.5 - 2.2)) < 0.01
    assert "raises the score strongly" in page.text
    assert "an imitation" in page.text or "imitations are traded" in page.text


def test_matches_are_marked_in_every_field(page: Browser, sample: Sample) -> None:
    """Title and a long description show their matches; the whole description can be unfolded."""
    page.open(address(sample.flags[0]))
    assert page.words(".field h3") == ["Title", "Description"]
    assert page.words(".field mark")[:3] == ["Q1NGYA", "青崖", "青崖"]
    assert len(page.words(".field > .field-text")[1]) < 200
    assert len(page.words(".field details")[0]) > 400


def test_description_without_a_match_is_shown(page: Browser, sample: Sample) -> None:
    """A description in which no mark stands is shown with the listing: of a long one the place of a
    reason's words, else its beginning.
    """
    flag = sample.flags[4]
    row = sample.desk.record.flags.row(flag.flag_id)
    page.open(address(flag))
    [shown] = page.words(".table .field > .field-text")
    assert "Sold as 1:1 with the original." in shown
    assert len(shown) < 200
    assert page.words(".table .field details")[0].count("Ships") == 30
    english = LANGUAGES["en"]
    for text, first in (("", None), ("Short.", "Short."), ("Tax free. " * 50, "Tax free.")):
        view = description_view(flag, replace(row.listing, description=text), english)
        assert (view and view.excerpts[0].html.striptags()[: len(first or "")]) == first
    assert page.open(address(sample.flags[0])).all(".table .field") == []


def test_pictures_stand_side_by_side(page: Browser, sample: Sample) -> None:
    """A copied picture is shown beside the protected one, its region outlined."""
    page.open(address(sample.flags[1]))
    sources = [image.attributes["src"] or "" for image in page.all(".pair img")]
    assert [source.split("/")[1] for source in sources] == ["pictures", "references"]
    for source in sources:
        assert page.client.get(source).content.startswith(b"\x89PNG")
    assert page.one(".region polygon").attributes["points"] == "100,100 900,100 900,800 100,800"
    assert "Label of 2024" in page.text


def test_live_link_is_safe(page: Browser, sample: Sample) -> None:
    """The live page opens apart from ours, without telling it where from."""
    link = page.open(address(sample.flags[0])).one("a.address")
    assert link.attributes["href"] == "https://shop.example/item/1"
    assert set((link.attributes["rel"] or "").split()) >= {"noopener", "noreferrer"}


def test_decision_is_recorded_with_what_was_seen(page: Browser, sample: Sample) -> None:
    """Confirming writes verdict, reason, note, reviewer, scores and capture, and goes on."""
    desk = sample.desk
    ids = list(desk.search.flags(_all()).ids)
    page.open(f"/flags/{ids[2]}")
    page.send("#decide", verdict="infringing", reason="infringing/counterfeit", note=" 同厂 ")
    assert page.answer.url.path == f"/flags/{ids[3]}"
    assert "Recorded: Infringing." in page.text
    [entry] = desk.record.ledger.for_flag(ids[2])
    row = desk.record.flags.row(ids[2])
    assert (entry.verdict, entry.reason, entry.note) == (
        Verdict.INFRINGING,
        ReasonCode.COUNTERFEIT,
        "同厂",
    )
    assert (entry.reviewer, entry.decided_at) == ("Ada", NOW)
    assert entry.seen.evidence_digest == row.flag.evidence_digest
    assert entry.seen.capture_id == row.listing.capture_id
    assert row.state is FlagState.DECIDED
    assert ids[2] not in [item.attributes["data-flag"] for item in page.open("/flags").all(".row")]


def test_next_flag_keeps_the_filters(page: Browser, sample: Sample) -> None:
    """Deciding inside a filtered queue leads to the next flag of that queue, then back to it."""
    page.open("/flags?brand=torch-2027")
    rows = [row.attributes["data-flag"] for row in page.all(".row")]
    page.open(page.one(".row h2 a").attributes["href"] or "")
    for following in (*rows[1:], None):
        page.send("#decide", verdict="unsure", reason="unsure/needs_rights_holder")
        assert page.answer.url.params["brand"] == "torch-2027"
        expected = f"/flags/{following}" if following else "/flags"
        assert page.answer.url.path == expected
    assert "No flag fits these filters" in page.text
    assert sample.desk.record.ledger.verify() == len(rows)


def test_a_decided_flag_keeps_its_place(page: Browser, sample: Sample) -> None:
    """A flag that was decided has the neighbours of the place where it stood; deciding it once more goes
    on from there, and not from the head of the queue.
    """
    ids = sample.desk.search.flags(_all()).ids
    for place in (4, 0, len(ids) - 1):
        page.open(f"/flags/{ids[place]}")
        page.send("#decide", verdict="unsure", reason="unsure/needs_rights_holder")
        onward = page.answer.url.path
        page.open(f"/flags/{ids[place]}")
        rest = sample.desk.search.flags(_all()).ids
        before = [f"/flags/{rest[place - 1]}"] if place else []
        after = f"/flags/{rest[place] if place < len(rest) else rest[0]}"
        assert [link.attributes["href"] for link in page.all(".steps-move a")] == [*before, after]
        page.send("#decide", verdict="legitimate", reason="legitimate/not_the_mark")
        assert page.answer.url.path == onward == after
        page.open(f"/flags/{ids[place]}").send(".standing form")


def test_taking_back_from_the_notice(page: Browser, sample: Sample) -> None:
    """The notice after a decision takes it back with one button; both entries stay."""
    flag = sample.flags[0]
    page.open(address(flag))
    page.send("#decide", verdict="legitimate", reason="legitimate/second_hand")
    page.send(".notice form")
    assert page.answer.url.path == address(flag)
    assert "the flag is open again" in page.text
    entries = sample.desk.record.ledger.for_flag(flag.flag_id)
    assert [entry.verdict for entry in entries] == [Verdict.LEGITIMATE, None]
    assert entries[1].supersedes == entries[0].sequence
    assert len(page.all(".history > li")) == 2


def test_taking_back_stays_in_the_queue(page: Browser, sample: Sample) -> None:
    """Both ways out of the notice keep the filters of the queue that is being worked through."""
    page.open(f"{address(sample.flags[0])}?brand=qingya")
    page.send("#decide", verdict="legitimate", reason="legitimate/second_hand")
    assert page.one(".notice a").attributes["href"] == f"{address(sample.flags[0])}?brand=qingya"
    page.send(".notice form")
    assert page.answer.url.path == address(sample.flags[0])
    assert page.answer.url.params["brand"] == "qingya"


def test_retraction_from_the_page(page: Browser, sample: Sample) -> None:
    """A decided flag shows what stands and takes it back with the reason why."""
    flag = sample.flags[0]
    page.open(address(flag)).send(
        "#decide", verdict="infringing", reason="infringing/other", note="a new kind"
    )
    page.open(address(flag))
    assert "stands" in page.text
    page.send(".standing form", note="wrong listing")
    [_, retraction] = sample.desk.record.ledger.for_flag(flag.flag_id)
    assert (retraction.verdict, retraction.note) == (None, "wrong listing")


def test_second_tab_is_told(page: Browser, sample: Sample) -> None:
    """Two tabs decide one flag: the second learns who decided what and when, and nothing is lost."""
    flag = sample.flags[0]
    with browser(replace_reviewer(sample, "Grace")) as other:
        page.open(address(flag))
        other.open(address(flag))
        other.send(
            "#decide", verdict="legitimate", reason="legitimate/own_trade_name", note="见登记"
        )
        page.send("#decide", verdict="infringing", reason="infringing/counterfeit", note="my note")
    assert page.answer.status_code == 409
    for said in (
        "Grace",
        "Legitimate",
        "Seller's own trade name",
        "2026-11-22",
        "见登记",
        "my note",
    ):
        assert said in page.text
    [entry] = sample.desk.record.ledger.for_flag(flag.flag_id)
    assert entry.reviewer == "Grace"
    ways = [link.attributes["href"] for link in page.all(".ways a")]
    assert ways[0] == address(flag)
    assert page.open(ways[1] or "").answer.status_code == 200
    assert page.all("#decide")


def test_second_retraction_is_told(page: Browser, sample: Sample) -> None:
    """Two tabs take one decision back: the second is told that it is gone."""
    flag = sample.flags[0]
    page.open(address(flag)).send("#decide", verdict="unsure", reason="unsure/needs_test_purchase")
    page.open(address(flag))
    stale = page.fields(".standing form")
    page.send(".standing form")
    answer = page.client.post(f"{address(flag)}/retraction", data=stale)
    assert answer.status_code == 409
    assert "took a decision on this flag back" in answer.text


def test_changed_evidence_is_told(page: Browser, sample: Sample) -> None:
    """A re-crawl that changes the evidence between look and decision stops the decision."""
    flag = sample.flags[0]
    page.open(address(flag))
    fewer = replace(flag, evidence=flag.evidence[:1])
    sample.desk.record.store_flags([flag.listing_id], [fewer], NOW)
    page.send("#decide", verdict="infringing", reason="infringing/counterfeit")
    assert page.answer.status_code == 409
    assert "The evidence of this flag changed" in page.text
    assert sample.desk.record.ledger.for_flag(flag.flag_id) == ()


def test_incomplete_forms_are_explained(page: Browser, sample: Sample) -> None:
    """Without verdict, with a reason of another verdict, or 'other' without a note, the page says
    what is missing and keeps what was written.
    """
    flag = sample.flags[0]
    page.open(address(flag))
    wrong = (
        ({"note": "keep me"}, "Choose a verdict"),
        ({"verdict": "infringing", "reason": "legitimate/other"}, "Choose a reason"),
        ({"verdict": "infringing", "reason": "infringing/nonsense"}, "Choose a reason"),
    )
    for fields, said in wrong:
        page.send("#decide", **fields)
        assert page.answer.status_code == 422
        assert said in page.one("[role=alert]").text()
        assert page.one("#note").text() == "keep me"
    page.send("#decide", verdict="unsure", reason="unsure/other", note=" ")
    assert "Say in the note" in page.one("[role=alert]").text()
    assert page.one("[name=reason][checked]").attributes["value"] == "unsure/other"
    assert sample.desk.record.ledger.for_flag(flag.flag_id) == ()


def test_suggested_reasons(page: Browser, sample: Sample) -> None:
    """Each verdict suggests the reason that the flag's own reasons speak for; none is chosen."""
    expected = {
        0: ("infringing/counterfeit", "legitimate/not_the_mark"),
        1: ("infringing/copied_picture", "legitimate/not_the_mark"),
        2: ("infringing/geographical_indication_misuse", "legitimate/not_the_mark"),
        3: ("infringing/special_sign_misuse", "legitimate/not_the_mark"),
        6: ("infringing/unauthorised_use", "legitimate/second_hand"),
        9: ("infringing/imitation_of_mark", "legitimate/not_the_mark"),
    }
    for number, suggested in expected.items():
        page.open(address(sample.flags[number]))
        found = [item.attributes["value"] for item in page.all("[data-suggested]")]
        assert tuple(found[:2]) == suggested
        assert page.all("[name=reason][checked]") == []


def test_choice_from_the_queue(page: Browser, sample: Sample) -> None:
    """A verdict chosen with a key in the queue is chosen on the flag's page."""
    page.open(f"{address(sample.flags[0])}?choose=legitimate")
    assert page.one("[name=verdict][checked]").attributes["value"] == "legitimate"


def test_flag_of_a_removed_brand(page: Browser, sample: Sample) -> None:
    """A flag whose brand left the protected list is still shown and decided."""
    sample.desk.record.brands.put((), "sample", NOW)
    flag = sample.flags[1]
    page.open(address(flag))
    assert page.answer.status_code == 200
    page.send("#decide", verdict="unsure", reason="unsure/needs_rights_holder")
    assert len(sample.desk.record.ledger.for_flag(flag.flag_id)) == 1


def test_card_of_a_category_page(page: Browser, sample: Sample) -> None:
    """A listing known from a category page only is marked as such, and has no capture of its own."""
    card = replace(listing_of(OFFERS[0], 900), partial=True)
    flag = flag_of(OFFERS[0], card)
    lease = Lease("cards", Fetch(card.url, FetchKind.PAGE), 1, NOW)
    sample.desk.record.store_page(PageOutcome(lease, NOW, listings=(card,), flags=(flag,)))
    page.open(address(flag))
    assert "Seen on a category page only" in page.text
    assert "None is kept for this listing" in page.text
    page.send("#decide", verdict="unsure", reason="unsure/needs_test_purchase")
    [entry] = sample.desk.record.ledger.for_flag(flag.flag_id)
    assert entry.seen.capture_id is None


def test_unknown_flag(page: Browser) -> None:
    """An unknown flag is a page that says so."""
    page.open("/flags/nothing")
    assert page.answer.status_code == 404
    assert "nothing" in page.text


def replace_reviewer(made: Sample, name: str) -> Desk:
    """The same desk with another reviewer before it."""
    return replace(made.desk, settings=replace(made.desk.settings, reviewer=name))


def _all() -> FlagQuery:
    return FlagQuery(limit=200)

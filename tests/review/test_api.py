"""The flags as JSON, behind the same guards as the pages."""

from __future__ import annotations

from tests.review.client import Browser
from tests.review.sample import Sample


def test_flags(page: Browser) -> None:
    """A page of flags has order, total, cursor, reasons and matches, and takes the same filters."""
    answer = page.client.get("/api/flags", params={"brand": "qingya", "limit": "2"}).json()
    assert len(answer["flags"]) == 2
    assert answer["cursor"]
    first = answer["flags"][0]
    assert {"code": "replica", "weight": 3.4, "subject": "原单尾货"} in first["reasons"]
    match = first["matches"][0]
    assert first["title"][match["start"] : match["end"]] == match["seen"] == "Q1NGYA"
    assert page.client.get("/api/flags", params={"limit": "0"}).status_code == 400


def test_picture_match(page: Browser, sample: Sample) -> None:
    """A picture's match has no span."""
    answer = page.client.get(f"/api/flags/{sample.flags[1].flag_id}").json()
    assert [item["field"] for item in answer["matches"]] == ["description", "picture"]
    assert answer["matches"][1]["start"] is None


def test_decide_and_retract(page: Browser, sample: Sample) -> None:
    """A decision needs the session's token, is told its conflict as 409, and can be taken back."""
    client = page.client
    flag_id = sample.flags[0].flag_id
    read = client.get(f"/api/flags/{flag_id}").json()
    body = {
        "verdict": "infringing",
        "reason": "counterfeit",
        "seen_version": read["version"],
        "seen_evidence": read["evidence_digest"],
    }
    assert client.post(f"/api/flags/{flag_id}/decisions", json=body).status_code == 401
    session = client.get("/api/session").json()
    headers = {session["token_header"]: session["token"]}
    stale = {**body, "seen_evidence": "0" * 64}
    changed = client.post(f"/api/flags/{flag_id}/decisions", json=stale, headers=headers)
    assert changed.status_code == 409
    made = client.post(f"/api/flags/{flag_id}/decisions", json=body, headers=headers)
    assert made.status_code == 201
    assert made.json()["reviewer"] == session["reviewer"] == "Ada"
    again = client.post(f"/api/flags/{flag_id}/decisions", json=body, headers=headers)
    assert again.status_code == 409
    assert "Ada" in again.json()["error"]
    retraction = {"seen_version": 1, "note": "too soon"}
    back = client.post(f"/api/flags/{flag_id}/retraction", json=retraction, headers=headers)
    assert back.json()["supersedes"] == made.json()["sequence"]
    wrong = {**body, "reason": "second_hand", "seen_version": 2}
    refused = client.post(f"/api/flags/{flag_id}/decisions", json=wrong, headers=headers)
    assert refused.status_code == 400
    assert sample.desk.record.ledger.verify() == 2


def test_failures_are_json(page: Browser) -> None:
    """An unknown flag or address is one sentence of JSON."""
    for path in ("/api/flags/nothing", "/api/nothing"):
        answer = page.client.get(path)
        assert answer.status_code == 404
        assert set(answer.json()) == {"status", "error"}


def test_description(page: Browser) -> None:
    """The interface describes itself, and no page of its loads scripts from elsewhere."""
    answer = page.client.get("/api/schema/openapi.json").json()
    assert "/api/flags/{flag_id}/decisions" in answer["paths"]
    assert not any(path.startswith("/flags") for path in answer["paths"])
    assert "json" in page.client.get("/api/schema").headers["content-type"]

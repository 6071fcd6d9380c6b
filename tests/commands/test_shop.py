"""The commands around a crawl, on a small shop that was crawled once."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from casework.settings import ElasticsearchSettings
from tests.commands.command_line import CommandLine, brand_toml
from tests.shops.pages import product_page
from tests.shops.server import Answer, Shop

CHECKOUT = Path(__file__).parents[2]
TITLES = ("Plain tea caddy", "Acme kettle", "ACM3 kettle", "Green bowl", "Bolt lamp, replica")


@dataclass(frozen=True, slots=True)
class Crawled:
    """A shop, the folders of a crawl of it, and how the crawl's process ended."""

    shop: Shop
    folder: Path
    done: subprocess.CompletedProcess[str]

    @property
    def folders(self) -> tuple[str, ...]:
        """The global options that name the folders."""
        return ("--data", str(self.folder / "data"), "--config", str(self.folder / "config"))

    @property
    def source(self) -> str:
        """The name of a bare address's source."""
        return self.shop.url.removeprefix("http://")


def small_shop() -> Shop:
    """A shop of a few products with JSON-LD, linked from its front page."""
    pages = {f"/p/{number}": product_page(title) for number, title in enumerate(TITLES, start=1)}
    links = "".join(f'<li><a href="{path}">{path}</a></li>' for path in pages)
    routes = {path: Answer(body) for path, body in pages.items()}
    return Shop({**routes, "/": Answer(f"<h1>Shop</h1><ul>{links}<li><a href='/gone'>x</a></ul>")})


def start(*arguments: str) -> subprocess.Popen[str]:
    """The command line in a process of its own that reaches loopback alone."""
    return subprocess.Popen(
        [sys.executable, "-m", "markwarden", *arguments],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "MARKWARDEN_CRAWL__LOOPBACK_ONLY": "true"},
    )


def finished(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    """Wait for its end, and say how it ended; the time is for a busy machine."""
    try:
        out, err = process.communicate(timeout=240)
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """The small shop, crawled from its bare address."""
    folder = tmp_path_factory.mktemp("crawled")
    brands = folder / "config" / "brands"
    brands.mkdir(parents=True)
    (brands / "a.toml").write_text(brand_toml("acme"))
    with small_shop() as shop:
        options = ["--data", str(folder / "data"), "--config", str(folder / "config")]
        done = finished(start(*options, "crawl", f"{shop.url}/", "--rate", "200", "--json"))
        yield Crawled(shop, folder, done)


def test_a_bare_address_is_crawled(crawled: Crawled) -> None:
    """Standard output is the run as JSON alone; problems and progress go to standard error."""
    assert crawled.done.returncode == 0, crawled.done.stderr
    (run,) = [json.loads(line) for line in crawled.done.stdout.splitlines()]
    assert (run["source"], run["stop_reason"]) == (crawled.source, "finished")
    assert run["counts"]["listings"] == len(TITLES)
    assert run["counts"]["problems"]["http-404"] == 1
    assert "Protected list: 1 added." in crawled.done.stderr
    assert "/gone" in crawled.done.stderr
    assert " pages/s" in crawled.done.stderr
    assert "Traceback" not in crawled.done.stderr


def test_runs_are_listed(markwarden: CommandLine, crawled: Crawled) -> None:
    """The run stands in the record with its end, counts and problems."""
    table = markwarden("runs", *crawled.folders)
    assert "finished" in table.out
    assert "http-404 1" in table.out
    assert markwarden("runs", "--json", "--source", crawled.source, *crawled.folders).records
    other = markwarden("runs", "--json", "--source", "other", *crawled.folders)
    assert (other.status, other.records) == (2, [])


def test_flags_have_their_reasons(markwarden: CommandLine, crawled: Crawled) -> None:
    """The table names tier, scores and reasons; JSON has the evidence; filters narrow both."""
    table = markwarden("flags", *crawled.folders)
    assert table.status == 0
    assert "ACM3" in table.out
    assert "+evasive spelling (ACM3)" in table.out
    (flag,) = markwarden("flags", "--json", *crawled.folders).records
    assert (flag["brand"], flag["state"], flag["listing"]["title"]) == (
        "acme",
        "open",
        "ACM3 kettle",
    )
    assert flag["evidence"][0]["where"] == {"field": "title", "start": 0, "end": 4}
    assert len(markwarden("flags", "--json", "kettle", *crawled.folders).records) == 1
    wrong = markwarden("flags", "--json", "--brand", "acmee", *crawled.folders)
    assert (wrong.status, wrong.records) == (2, [])
    assert "Did you mean acme?" in wrong.err
    assert markwarden("flags", "--json", "--state", "lapsed", *crawled.folders).records == []
    assert markwarden("flags", "--json", "--verdict", "unsure", *crawled.folders).records == []
    context = markwarden("flags", "--json", "--tier", "context", *crawled.folders).records
    assert [item["tier"] for item in context] == ["context"] * len(context)


def test_pages_of_flags_go_on(markwarden: CommandLine, crawled: Crawled) -> None:
    """A long answer names where the next begins."""
    options = ("--tier", "context", "--tier", "certain", "--tier", "likely", "--tier", "possible")
    first = markwarden("flags", *options, "--limit", "1", *crawled.folders)
    cursor = first.err.split("--cursor ")[1].split()[0]
    then = markwarden("flags", *options, "--cursor", cursor, "--json", *crawled.folders)
    assert len(then.records) == 1


def test_listings_are_found_by_their_words(markwarden: CommandLine, crawled: Crawled) -> None:
    """All words have to be there; the answer says how many there are and who found them."""
    found = markwarden("search", "kettle", "acme", "--json", *crawled.folders)
    assert [hit["title"] for hit in found.records] == ["Acme kettle"]
    assert "1 of 1 listings, found by embedded." in found.err
    page = markwarden("search", "hills", "--limit", "2", *crawled.folders)
    _, cursor = shlex.split(page.err.split("More: ")[1])
    then = markwarden("search", "hills", "--cursor", cursor, "--json", *crawled.folders)
    assert then.records


def test_a_new_brand_is_matched_without_a_crawl(markwarden: CommandLine, crawled: Crawled) -> None:
    """A brand that was just added raises flags on stored listings, and its end lets them lapse."""
    added = crawled.folder / "config" / "brands" / "b.toml"
    asked = sum(crawled.shop.hits.values())
    added.write_text(brand_toml("bolt"))
    found = markwarden("rematch", *crawled.folders)
    assert found.status == 0, found.err
    assert "5 listings matched against 2 brands: 1 new flags" in found.out
    flags = markwarden("flags", "--json", "--brand", "bolt", *crawled.folders).records
    assert [flag["listing"]["title"] for flag in flags] == ["Bolt lamp, replica"]
    assert (
        markwarden("rematch", "--brand", "bolt", "--json", *crawled.folders).records[0]["new_flags"]
        == 0
    )
    added.unlink()
    ended = markwarden("rematch", *crawled.folders)
    assert "matched against 1 brands: 0 new flags, 0 opened again, 1 lapsed" in ended.out
    lapsed = ("flags", "--json", "--brand", "bolt", "--state", "lapsed")
    assert len(markwarden(*lapsed, *crawled.folders).records) == 1
    wrong = markwarden("rematch", "--brand", "acmee", *crawled.folders)
    assert (wrong.status, "Did you mean acme?" in wrong.err) == (2, True)
    assert sum(crawled.shop.hits.values()) == asked


def test_status_of_the_embedded_search(markwarden: CommandLine, crawled: Crawled) -> None:
    """Without Elasticsearch the embedded search is named, with what it holds."""
    (status,) = markwarden("index", "status", "--json", *crawled.folders).records
    assert (status["name"], status["listings"], status["pending"]) == ("embedded", 5, 0)


@pytest.mark.parametrize(
    "command",
    [
        ("index", "sync"),
        ("index", "init"),
        ("index", "retry"),
        ("index", "rebuild"),
        ("flags", "--from", "elasticsearch"),
    ],
)
def test_elasticsearch_has_to_be_configured(
    markwarden: CommandLine, crawled: Crawled, command: tuple[str, ...]
) -> None:
    """Commands that need a server say which setting names it."""
    found = markwarden(*command, *crawled.folders)
    assert found.status == 2
    assert "MARKWARDEN_ELASTICSEARCH__URL" in found.err


def test_a_server_that_is_down_loses_nothing(
    markwarden: CommandLine, crawled: Crawled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elasticsearch being down is one line: an error of `index sync`, a remark elsewhere."""
    monkeypatch.setenv("MARKWARDEN_ELASTICSEARCH__URL", "http://127.0.0.1:1")
    found = markwarden("index", "sync", *crawled.folders)
    assert (found.status, found.err.count("\n")) == (1, 1)
    assert "cannot be reached" in found.err
    other = markwarden("rematch", *crawled.folders)
    assert other.status == 0
    assert "Nothing is lost: `markwarden index sync` sends it later." in other.err
    status = markwarden("index", "status", "--json", *crawled.folders)
    assert status.status == 1
    assert "cannot be reached" in status.err
    embedded, server = status.records
    assert server["pending"] == embedded["listings"] + embedded["flags"] > 0


def test_elasticsearch_answers_as_the_record_does(
    markwarden: CommandLine,
    crawled: Crawled,
    monkeypatch: pytest.MonkeyPatch,
    elasticsearch: ElasticsearchSettings,
) -> None:
    """Made, filled, asked and rebuilt: the real server gives the same flags and listings."""
    monkeypatch.setenv("MARKWARDEN_ELASTICSEARCH__URL", elasticsearch.url)
    monkeypatch.setenv("MARKWARDEN_ELASTICSEARCH__PREFIX", elasticsearch.prefix)
    assert markwarden("index", "init", *crawled.folders, "--json").records[0]["made"] is True
    assert "There already" in markwarden("index", "init", *crawled.folders).out
    sent = markwarden("index", "sync", *crawled.folders)
    assert sent.status == 0, sent.err
    assert "0 refused, 0 waiting." in sent.out
    for command in (("flags",), ("search", "kettle")):
        answers = [
            markwarden(*command, "--json", "--from", engine, *crawled.folders).records
            for engine in ("elasticsearch", "embedded")
        ]
        for hit in [hit for answer in answers for hit in answer]:
            hit.pop("score", None)  # the engines weigh words each in their own way
        found, kept = answers
        assert found == [_part(whole, like) for whole, like in zip(kept, found, strict=True)]
        assert found
    again = markwarden("index", "retry", "--json", *crawled.folders)
    assert (again.status, again.records[0]["retried"], again.records[0]["refused"]) == (0, 0, 0)
    rebuilt = markwarden("index", "rebuild", "--remove-old", *crawled.folders)
    assert rebuilt.status == 0, rebuilt.err
    assert "Removed: " in rebuilt.out
    table = markwarden("index", "status", *crawled.folders)
    assert table.status == 0, table.err
    assert "elasticsearch" in table.out


def test_extract_reads_an_address_and_a_file(markwarden: CommandLine, crawled: Crawled) -> None:
    """The same page gives the same listing, fetched or stored."""
    url = f"{crawled.shop.url}/p/2"
    fetched = markwarden("extract", url, "--json")
    page = markwarden.write("page.html", product_page("Acme kettle"))
    stored = markwarden("extract", page, "--url", url, "--json")
    assert fetched.records == stored.records
    (answer,) = stored.records
    assert answer["page_type"] == "product"
    assert answer["listing"]["title"] == "Acme kettle"
    assert answer["listing"]["price"] == {"amount": "12.50", "currency": "CNY", "raw": "12.50"} | {
        "raw": answer["listing"]["price"]["raw"]
    }
    assert answer["provenance"]["title"]
    assert "Acme kettle" in markwarden("extract", url).out


def test_extract_says_what_cannot_be_fetched(markwarden: CommandLine, crawled: Crawled) -> None:
    """A missing page, a closed port, a missing file: one line each."""
    missing = markwarden("extract", f"{crawled.shop.url}/gone")
    assert (missing.status, missing.err.count("\n")) == (1, 1)
    assert "status 404" in missing.err
    assert "cannot be fetched" in markwarden("extract", "http://127.0.0.1:1/").err
    assert markwarden("extract", "no.html").status == 2


def test_extract_obeys_robots_and_follows_nowhere(markwarden: CommandLine) -> None:
    """robots.txt is asked first; a redirect is named and not followed; a large page is refused."""
    routes = {
        "/robots.txt": Answer("User-agent: *\nDisallow: /no\n", content_type="text/plain"),
        "/moved": Answer(status=302, headers={"Location": "http://10.0.0.1/"}),
        "/large": Answer("x" * 9_000_000),
    }
    with Shop({**routes}) as shop:
        refused = markwarden("extract", f"{shop.url}/no")
        moved = markwarden("extract", f"{shop.url}/moved")
        large = markwarden("extract", f"{shop.url}/large")
    assert (refused.status, "robots.txt forbids it" in refused.err) == (2, True)
    assert "leads to http://10.0.0.1/; give that address instead" in moved.err
    assert "larger than the limit" in large.err
    assert shop.hits["/no"] == 0


def test_an_empty_shop_is_said_loudly(markwarden: CommandLine) -> None:
    """A run that found no listing says so and ends with status 1."""
    with Shop({"/": Answer("<h1>Nothing here</h1>")}) as shop:
        options = ["--data", str(markwarden.data), "--config", str(markwarden.config)]
        done = finished(start(*options, "crawl", shop.url, "--rate", "200"))
    assert done.returncode == 1, done.stderr
    assert "NO LISTING WAS FOUND" in done.stderr
    assert "finished" in done.stdout


def test_a_source_below_its_yield_and_a_limit(markwarden: CommandLine) -> None:
    """Fewer listings than promised is status 1; a page limit is status 3; bad brands are status 1."""
    with small_shop() as shop:
        source = f'start = ["{shop.url}/"]\nrate = 200\nminimum_listings = 9\n'
        markwarden.write("config/sources/small.toml", source)
        markwarden.write("config/brands/bad.toml", "x = [")
        options = ["--data", str(markwarden.data), "--config", str(markwarden.config)]
        low = finished(start(*options, "crawl", "small"))
        limited = finished(start(*options, "crawl", "small", "--max-pages", "2"))
    assert low.returncode == 1, low.stderr
    assert "only 5 listings, the source promises 9" in low.stderr
    assert limited.returncode == 3, limited.stderr
    assert "stopped by a limit" in limited.stderr


def test_ctrl_c_stops_a_crawl_that_goes_on_later(markwarden: CommandLine) -> None:
    """An interrupted crawl ends with 130; the same command goes on; a second one is refused."""
    options = ["--data", str(markwarden.data), "--config", str(markwarden.config)]
    with small_shop() as shop:
        process = start(*options, "crawl", shop.url, "--rate", "0.2")
        while not shop.hits["/"]:
            time.sleep(0.05)
        second = finished(start(*options, "crawl", shop.url))
        process.send_signal(signal.SIGINT)
        first = finished(process)
        then = finished(start(*options, "crawl", shop.url, "--rate", "200", "--json"))
    assert (second.returncode, second.stderr.count("markwarden: ")) == (3, 1)
    assert first.returncode == 130, first.stderr
    assert "interrupted; the same command goes on with this run" in first.stderr
    assert then.returncode == 0, then.stderr
    run = json.loads(then.stdout)
    assert (run["resumes"], run["counts"]["listings"]) == (1, len(TITLES))


def test_an_unknown_source_is_a_usage_error(markwarden: CommandLine) -> None:
    """A name that is neither a source nor an address names the sources there are."""
    markwarden.write("config/sources/known.toml", 'start = ["https://x.example/"]\n')
    found = markwarden("crawl", "unknown")
    assert found.status == 2
    assert "Did you mean known? The address of a shop begins with https://" in found.err
    markwarden.write("config/sources/wrong.toml", "start = []\n")
    assert "start: at least one address was expected." in markwarden("crawl", "wrong").err


def test_the_workbench_answers_until_ctrl_c(crawled: Crawled) -> None:
    """`review` prints its address once it answers, and Ctrl-C ends it cleanly."""
    process = start(*crawled.folders, "review", "--port", "0", "--json")
    assert process.stdout is not None
    address = json.loads(process.stdout.readline())["address"]
    assert address.startswith("http://127.0.0.1:")
    process.send_signal(signal.SIGINT)
    done = finished(process)
    assert (done.returncode, done.stderr) == (130, "markwarden: Stopped.\n")


def test_the_demo_shows_the_flags_and_ends_its_marketplace(tmp_path: Path) -> None:
    """`demo --no-serve` crawls the sample marketplace and prints its flags, all on loopback."""
    done = finished(start("--data", str(tmp_path), "demo", "--no-serve"))
    assert done.returncode == 0, done.stderr
    assert "evasive spelling" in done.stdout
    address = done.stderr.split("answers at ")[1].split()[0]
    assert finished(start("extract", address)).returncode == 1


def _part(whole: Any, like: Any) -> Any:
    """Those keys of one answer that another has: a search server knows less than the record."""
    if not isinstance(whole, dict) or not isinstance(like, dict):
        return whole
    if whole.get("amount") and float(whole["amount"]) == float(like["amount"]):
        return like  # the server keeps numbers, in which 12.50 is 12.5
    return {key: _part(whole[key], like[key]) for key in like}

"""Scrapy's own commands work in the checkout, with our sources, settings and data folders."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from scrapy.settings import Settings

from casework.errors import ConfigurationError, NotFound, UsageError
from casework.settings import CrawlSettings
from crawler import settings as crawler_settings
from crawler.opening import open_session, source_for_url
from tests.crawler.crawling import CHECKOUT, open_record
from tests.shops.pages import tea_shop


def scrapy(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a Scrapy command in the checkout with folders of the test's own."""
    environment = {
        **os.environ,
        "MARKWARDEN_DATA": str(tmp_path / "var"),
        "MARKWARDEN_CONFIG": str(tmp_path / "config"),
        "MARKWARDEN_CRAWL__LOOPBACK_ONLY": "true",
        "MARKWARDEN_CRAWL__RATE": "100",
    }
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_scrapy_lists_our_spider(tmp_path: Path) -> None:
    """`scrapy list` in the checkout names the spider of every shop."""
    assert scrapy(tmp_path, "list").stdout.split() == ["shop"]


def test_scrapy_crawls_an_address_and_a_source(tmp_path: Path) -> None:
    """`scrapy crawl shop -a url=` and `-a source=` keep listings, run and captures."""
    with tea_shop(5) as shop:
        done = scrapy(tmp_path, "crawl", "shop", "-a", f"url={shop.url}")
        assert done.returncode == 0, done.stderr
        sources = tmp_path / "config" / "sources"
        sources.mkdir(parents=True)
        (sources / "tea.toml").write_text(f'start = ["{shop.url}/"]\nrate = 100.0\n')
        done = scrapy(tmp_path, "crawl", "shop", "-a", "source=tea")
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        name = shop.url.removeprefix("http://")
    with open_record(tmp_path / "var") as record:
        runs = record.runs.list()
        assert record.listings.count() == 10
    assert [(run.source, run.counts.listings, run.stop_reason) for run in runs] == [
        ("tea", 5, "finished"),
        (name, 5, "finished"),
    ]
    assert list((tmp_path / "var" / "captures").glob("*/*.warc.gz"))


def test_the_safe_defaults_are_in_force() -> None:
    """What decision 14 of the design asks of Scrapy's settings."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert settings.getbool("ROBOTSTXT_OBEY")
    for switch in (
        "TELNETCONSOLE_ENABLED",
        "REMOTE_CONTROL_ENABLED",
        "COOKIES_ENABLED",
        "REFERER_ENABLED",
        "REDIRECT_ENABLED",
        "METAREFRESH_ENABLED",
        "HTTPPROXY_ENABLED",
        "RETRY_ENABLED",
    ):
        assert not settings.getbool(switch), switch
    assert settings["TWISTED_DNS_RESOLVER"] == "crawler.guard.GuardedResolver"
    assert 0 < settings.getint("DOWNLOAD_MAXSIZE") <= 16 * 1024 * 1024
    assert 0 < settings.getfloat("DOWNLOAD_TIMEOUT") <= 60
    assert "+http" in settings["USER_AGENT"]
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme in handlers if handlers[scheme]} == {"http", "https"}


@pytest.mark.parametrize("room", ["casework", "crawler", "index", "matchers", "evidence"])
def test_our_rooms_are_our_own(room: str) -> None:
    """Packages of these names exist elsewhere; Scrapy's commands must find those of the checkout."""
    assert Path(str(import_module(room).__file__)).is_relative_to(CHECKOUT)


def test_a_bare_address_names_its_source() -> None:
    """Host and port are the name; https is understood; what is no web address is refused."""
    assert source_for_url("shop.example/tea").start == ("https://shop.example/tea",)
    assert source_for_url("http://127.0.0.1:8101/").name == "127.0.0.1:8101"
    assert source_for_url("HTTPS://Shop.Example/").name == "shop.example"
    for wrong in ("ftp://shop.example/", "taobao", "http://", "http://a:b@shop.example/", "x:y"):
        with pytest.raises(UsageError):
            source_for_url(wrong)


def test_a_crawl_needs_a_source_or_an_address() -> None:
    """Neither and both are usage errors."""
    for source, url in (("", ""), ("tea", "http://shop.example/")):
        with pytest.raises(UsageError):
            open_session(source, url)


def test_wrong_configuration_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source that does not exist or cannot be read, and broken settings, are said with their file; what a
    source leaves out is the operator's.
    """
    monkeypatch.setenv("MARKWARDEN_CONFIG", str(tmp_path))
    with pytest.raises(NotFound, match="There are none"):
        crawler_settings.configured_source("tea", CrawlSettings())
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "tea.toml").write_text("rate = 1.0\n")
    with pytest.raises(ConfigurationError, match=r"tea\.toml"):
        crawler_settings.configured_source("tea", CrawlSettings())
    (tmp_path / "sources" / "tea.toml").write_text('start = ["https://tea.example/"]\n')
    patient = CrawlSettings(rate=0.25, concurrency=1)
    found = crawler_settings.configured_source("tea", patient)
    assert (found.rate, found.concurrency) == (0.25, 1)
    (tmp_path / "settings.toml").write_text("[crawl\n")
    with pytest.raises(ConfigurationError, match=r"settings\.toml"):
        crawler_settings.operator_settings()
    (tmp_path / "settings.toml").write_text("[crawl]\nrate = 2.5\n")
    assert crawler_settings.operator_settings().crawl.rate == 2.5
    monkeypatch.setenv("MARKWARDEN_DATA", str(tmp_path / "elsewhere"))
    assert crawler_settings.data_folder() == tmp_path / "elsewhere"

"""Scrapy's settings: the safe defaults of every crawl; a source's own values are put on top of them.

`scrapy` commands read this module through `scrapy.cfg`; `CrawlSession.scrapy_settings` adds what an
operator and a source set.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from casework.errors import ConfigurationError, NotFound
from casework.settings import CrawlSettings, Settings, read_settings
from casework.source import Source
from casework.source_files import read_source_file

_DEFAULTS = CrawlSettings()

BOT_NAME = "markwarden"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# Nothing but http(s), nothing but what we ask for, nobody in from outside.
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
TWISTED_DNS_RESOLVER = "crawler.guard.GuardedResolver"
DOWNLOAD_VERIFY_CERTIFICATES = True
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# A proxy would resolve names itself, past the guard.
HTTPPROXY_ENABLED = False
# With cookies on, a Set-Cookie with a Domain makes Scrapy look up hosts past the resolver.
COOKIES_ENABLED = False
REFERER_ENABLED = False
USER_AGENT = _DEFAULTS.user_agent
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/*;q=0.8,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8",
}

# Redirects are frontier fetches of their own: seen by robots, guard, scope and record.
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
# The frontier tries again, and remembers that it has to.
RETRY_ENABLED = False
SCHEDULER = "crawler.scheduler.FrontierScheduler"
# Our own robots middleware obeys; this says the same to whoever reads Scrapy's settings.
ROBOTSTXT_OBEY = True

DOWNLOAD_TIMEOUT = _DEFAULTS.timeout_seconds
DOWNLOAD_MAXSIZE = _DEFAULTS.page_bytes
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_DELAY = 1 / _DEFAULTS.rate
CONCURRENT_REQUESTS = _DEFAULTS.concurrency
CONCURRENT_REQUESTS_PER_DOMAIN = _DEFAULTS.concurrency

# A shop that answers slowly is asked less often than its source's rate permits.
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0
AUTOTHROTTLE_TARGET_CONCURRENCY = _DEFAULTS.concurrency
AUTOTHROTTLE_MAX_DELAY = 30

SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES_BASE = {
    "crawler.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
}
ITEM_PIPELINES = {
    "crawler.pipelines.CapturePipeline": 100,
    "crawler.pipelines.PicturePipeline": 200,
    "crawler.pipelines.StorePipeline": 300,
}
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
    "crawler.keeper.RunKeeper": 0,
}

LOG_LEVEL = "INFO"
STATS_DUMP = False

_CHECKOUT = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """Where a run writes: `MARKWARDEN_DATA`, else `var/` of the checkout."""
    return Path(os.environ.get("MARKWARDEN_DATA") or _CHECKOUT / "var").resolve()


def config_folder() -> Path:
    """What people configured: `MARKWARDEN_CONFIG`, else `config/` of the checkout."""
    return Path(os.environ.get("MARKWARDEN_CONFIG") or _CHECKOUT / "config").resolve()


def operator_settings() -> Settings:
    """The operator's settings, for commands of Scrapy's own.

    Raises:
        ConfigurationError: the file or a variable is wrong.
    """
    path = config_folder() / "settings.toml"
    try:
        document = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(error), file=str(path)) from None
    return read_settings(document, os.environ, file=str(path))[0]


def configured_source(name: str, manners: CrawlSettings) -> Source:
    """A source by its name, for commands of Scrapy's own; `manners` stand where its file is silent.

    Raises:
        NotFound: there is no such source.
        ConfigurationError: its file is wrong.
    """
    path = config_folder() / "sources" / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in path.parent.glob("*.toml"))) or "none"
        raise NotFound(f"There is no source {name!r}; known are {known}.")
    source, problems = read_source_file(path.read_text("utf-8"), str(path), name, manners)
    if source is None:
        raise ConfigurationError("; ".join(str(problem) for problem in problems))
    return source

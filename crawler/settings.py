"""Scrapy's settings: the safe defaults of every crawl; a source's own values are put on top of them.

`scrapy` commands read this module through `scrapy.cfg`; `CrawlSession.scrapy_settings` adds what an
operator and a source set.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from casework.errors import ConfigurationError
from casework.near_names import unknown_source
from casework.problem import Problem
from casework.settings import CrawlSettings, EffectiveSetting, Settings, read_settings
from casework.source import Source
from casework.source_files import read_source_file
from casework.toml_lines import TomlText, read_toml

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


def settings_in(
    folder: Path, environment: Mapping[str, str]
) -> tuple[Settings, tuple[EffectiveSetting, ...]]:
    """The settings of a configuration folder, overridden by the environment.

    Raises:
        ConfigurationError: the file or a variable is wrong.
    """
    path = folder / "settings.toml"
    source: TomlText | Problem = TomlText({}, {})
    if path.exists():
        source = read_toml(read_text(path), str(path))
    if isinstance(source, Problem):
        raise ConfigurationError(str(source))
    return read_settings(source.values, environment, file=str(path), lines=source.lines)


def source_files(folder: Path) -> dict[str, Path]:
    """The source files of a configuration folder, by source name."""
    return {path.stem: path for path in sorted((folder / "sources").glob("*.toml"))}


def source_in(folder: Path, name: str, manners: CrawlSettings) -> Source:
    """A configured source by its name; `manners` stand where its file is silent.

    Raises:
        NotFound: there is no such source; names near ones.
        ConfigurationError: its file is wrong.
    """
    known = source_files(folder)
    if name not in known:
        raise unknown_source(name, known)
    path = known[name]
    source, problems = read_source_file(read_text(path), str(path), name, manners)
    if source is None:
        raise ConfigurationError(" ".join(str(problem) for problem in problems))
    return source


def operator_settings() -> Settings:
    """The operator's settings, for commands of Scrapy's own.

    Raises:
        ConfigurationError: the file or a variable is wrong.
    """
    return settings_in(config_folder(), os.environ)[0]


def configured_source(name: str, manners: CrawlSettings) -> Source:
    """A source by its name, for commands of Scrapy's own; raises what `source_in` raises."""
    return source_in(config_folder(), name, manners)


def read_text(path: Path) -> str:
    """A configuration file's text.

    Raises:
        ConfigurationError: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise ConfigurationError(f"cannot be read: {error.strerror}.", file=str(path)) from None
    except UnicodeDecodeError:
        raise ConfigurationError("not UTF-8.", file=str(path)) from None

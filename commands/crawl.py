"""`markwarden crawl`: bring in changed brands, crawl the shops, show how it goes and went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from casework.errors import NotFound
from casework.run import Run, StopReason
from casework.source import Source
from casework.source_files import is_web_address
from commands.command_line import GlobalOptions
from commands.crawl_display import CrawlDisplay, duration
from commands.follow import ElasticsearchFollower
from commands.picture_words import say_missing_extras
from commands.protected_list import bring_in_configured
from commands.workplace import Workplace

TargetsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE|URL...",
        help="Names of files in sources/ of the configuration, or addresses of shops.",
        show_default=False,
    ),
]


def crawl(
    options: GlobalOptions,
    targets: TargetsArgument,
    max_pages: Annotated[
        int | None, typer.Option("--max-pages", min=1, help="Stop each shop after so many pages.")
    ] = None,
    max_seconds: Annotated[
        int | None, typer.Option("--max-seconds", min=1, help="Stop each shop after so long.")
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option("--rate", min=0.001, max=1000, help="Requests a second to each shop."),
    ] = None,
) -> int:
    """Crawl shops: find their listings, match them, keep evidence, raise flags.

    A bare address needs no configuration: sitemaps and category pages are found, robots.txt is
    obeyed, and the crawl stays on that site. Brand files that changed are brought in first.

    Ctrl-C stops cleanly, and the same command goes on later; after a finished run it begins anew.
    Two runs of one shop at a time are refused.

    Exit status: 0 finished; 1 finished, but fewer listings than the source promises (or none), or a
    brand file has problems; 3 stopped by a page or time limit, or another run is under way.

    Examples:
        markwarden crawl https://shop.example/
        markwarden crawl sample-marketplace --max-pages 100
    """
    output = options.output()
    limits = {"max_pages": max_pages, "max_seconds": max_seconds, "rate": rate}
    with Workplace(options, output) as place:
        sources = [_source(place, target, limits) for target in dict.fromkeys(targets)]
        changes = bring_in_configured(place)
        if (changes.added or changes.changed) and place.record.listings.count():
            output.note("Listings of earlier crawls are judged anew by `markwarden rematch`.")
    runs = crawl_sources(options, sources)
    return max(
        (status_of(run, source) for run, source in zip(runs, sources, strict=True)),
        default=0,
        key=_gravity,
    ) or int(bool(changes.problems))


def crawl_sources(options: GlobalOptions, sources: Sequence[Source]) -> tuple[Run, ...]:
    """Crawl with a display, keep Elasticsearch following, and print the summary."""
    from crawler.run import PeriodicWork, Watch
    from crawler.run import crawl as crawl_shops

    output = options.output()
    display = CrawlDisplay(output)
    with Workplace(options, output) as place:
        follower = ElasticsearchFollower(place)
        if place.settings.crawl.pictures and any(source.pictures for source in sources):
            say_missing_extras(place)
        with display.shown():
            runs = crawl_shops(
                sources,
                settings=place.settings,
                record_url=place.record_url,
                captures_folder=place.captures_folder,
                logs_folder=place.logs_folder,
                watch=Watch(display.begun, display.progress, display.problem),
                periodic=PeriodicWork(5.0, follower.follow) if follower.wanted else None,
            )
        follower.finish()
    for run, source in zip(runs, sources, strict=True):
        output.record(run_record(run))
        for sentence in complaints(run, source):
            output.complaint(sentence)
    output.table(RUN_COLUMNS, [run_row(run) for run in runs], title="Crawl")
    problems = [(run.source, kind, count) for run in runs for kind, count in run.counts.problems]
    if problems:
        output.table(("source", "problem", ">count"), problems, title="Problems by kind")
    return runs


def status_of(run: Run, source: Source) -> int:
    """The exit status that a run's end stands for."""
    if run.stop_reason is StopReason.INTERRUPTED:
        return 130
    if run.stop_reason is StopReason.LIMIT:
        return 3
    if run.stop_reason is StopReason.FAILED or run.counts.listings < source.minimum_listings:
        return 1
    return 1 if run.counts.listings == 0 else 0


def complaints(run: Run, source: Source) -> list[str]:
    """What must be said loudly about a run's end."""
    found = run.counts.listings
    said: list[str] = []
    if run.stop_reason is StopReason.FAILED:
        said.append(f"{run.source}: the run failed: {run.note or 'see the log'}")
    if run.stop_reason is StopReason.INTERRUPTED:
        said.append(f"{run.source}: interrupted; the same command goes on with this run.")
    elif found == 0 and run.stop_reason is not StopReason.FAILED:
        pages = run.counts.pages
        where = f"{pages} page{'' if pages == 1 else 's'}"
        said.append(f"{run.source}: NO LISTING WAS FOUND on {where}. {run.note}".rstrip())
    elif found < source.minimum_listings and run.stop_reason is StopReason.FINISHED:
        said.append(
            f"{run.source}: only {found} listings, the source promises {source.minimum_listings}: "
            "the shop may have changed its pages."
        )
    if run.stop_reason is StopReason.LIMIT:
        said.append(f"{run.source}: stopped by a limit. {run.note}".strip())
    return said


RUN_COLUMNS = (
    "source",
    "ended",
    ">pages",
    ">listings",
    ">new",
    ">flags",
    ">new",
    ">errors",
    ">time",
)


def run_row(run: Run) -> tuple[object, ...]:
    """A run as a row under `RUN_COLUMNS`."""
    counts = run.counts
    return (
        run.source,
        run.stop_reason or "under way",
        counts.pages,
        counts.listings,
        counts.new_listings,
        counts.flags,
        counts.new_flags,
        counts.errors,
        duration(counts.seconds),
    )


def run_record(run: Run) -> dict[str, Any]:
    """A run as JSON: as the record keeps it, with problems by kind as an object."""
    record = asdict(run)
    record["counts"]["problems"] = dict(run.counts.problems)
    record["versions"] = dict(run.versions)
    return record


def _source(place: Workplace, target: str, limits: dict[str, Any]) -> Source:
    from crawler.run import source_for_url

    given = {name: value for name, value in limits.items() if value is not None}
    if target in place.source_names or not (
        is_web_address(target) or "." in target or ":" in target
    ):
        try:
            source = place.source(target)
        except NotFound as error:
            hint = "The address of a shop begins with https:// or http://."
            raise NotFound(f"{error} {hint}") from None
    else:
        source = source_for_url(target, place.settings.crawl)
    return replace(source, **given)


def _gravity(status: int) -> int:
    """Of several runs the worst is told: interrupted, then stopped, then problems."""
    return (0, 1, 3, 130).index(status)

"""`markwarden match image`: which protected pictures are in these pictures."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casework.errors import MarkwardenError, UsageError
from commands.command_line import GlobalOptions
from commands.match import AllOption, chosen_watchlist
from commands.ordinary_pictures import free_pictures, picture_bytes, picture_paths
from commands.output import write_json
from commands.picture_words import PictureWords, word_hits
from commands.workplace import Workplace

if TYPE_CHECKING:
    from matchers.image.index import PictureHit, PictureIndex, ReferenceEntry

LEAST_SHOWN = 0.1
"""Score of the weakest hits that `--all` gives."""


def image(
    options: GlobalOptions,
    pictures: Annotated[
        list[str],
        typer.Argument(metavar="PICTURE...|-", help="Files; - reads paths from standard input."),
    ],
    references: Annotated[
        Path,
        typer.Option("--references", metavar="DIR", help="Folder with the protected pictures."),
    ],
    brands: Annotated[
        list[Path] | None,
        typer.Option(
            "--brands",
            metavar="FILE",
            help="Look for this file's word marks in what is written in the pictures; may be "
            "repeated. Needs the extra ocr.",
            show_default=False,
        ),
    ] = None,
    include_all: AllOption = False,
) -> int:
    """Find the pictures of a folder in other pictures: copies, however they were changed.

    Each answer is one line of JSON, in order: the picture, and its hits, best first, each with the
    reference (its path below DIR), score, kind and transform. With --brands, word marks that are
    written in a picture are hits of kind "text". With - it answers each path before it reads the
    next. A picture that cannot be opened is answered with "error"; the exit status is 1 then.

    Examples:
        markwarden match image --references marks/ photo.jpg
        ls photos/*.jpg | markwarden match image --references marks/ -
    """
    output = options.output()
    with Workplace(options, output) as place:
        entries, unreadable = _references(place, references)
        index, settings = _index(place, entries), place.settings.match
        least = LEAST_SHOWN if include_all else settings.picture_mention
        said = LEAST_SHOWN if include_all else settings.mention
        for sentence in place.workers.complaints():
            output.complaint(sentence)
        watchlist, problems = chosen_watchlist(place, brands) if brands else (None, False)
        words = PictureWords(place)
        for name in _names(pictures):
            try:
                data = picture_bytes(place, Path(name), name)
                found = index.search(place.workers.read_picture(data, name).result(), least)
                hits = [hit_record(hit) for hit in found]
                if watchlist is not None:
                    hits += word_hits(words.read(data, name), watchlist, said)
            except MarkwardenError as error:
                unreadable += 1
                write_json({"picture": name, "hits": [], "error": str(error)})
                continue
            hits.sort(key=lambda hit: -hit["score"])
            write_json({"picture": name, "hits": hits})
    return 1 if unreadable or problems or words.unable else 0


def hit_record(hit: PictureHit) -> dict[str, Any]:
    """A hit as JSON; matrix and polygons are in fractions of width and height."""
    from matchers.image.match import versions_of

    placement = hit.placement
    return {
        "reference": hit.reference.title,
        "score": hit.score,
        "kind": hit.kind,
        "transform": placement.transform,
        "false_flag_rate": hit.false_flag_rate,
        "algorithm": hit.algorithm,
        "view": hit.view,
        "distance": hit.distance,
        "inliers": hit.inliers,
        "alike": hit.alike,
        "similarity": hit.similarity,
        "quality": hit.quality,
        "geometry": placement.geometry,
        "matrix": placement.matrix,
        "polygon": placement.polygon,
        "reference_polygon": placement.reference_polygon,
        "overlap": placement.overlap,
        "reference_overlap": placement.reference_overlap,
        "versions": versions_of(hit),
    }


def _references(place: Workplace, folder: Path) -> tuple[list[ReferenceEntry], int]:
    """The folder's pictures as references, and how many of them cannot be opened."""
    from matchers.image.index import ReferenceEntry

    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder} (--references).")
    paths = picture_paths(folder)
    if not paths:
        raise UsageError(f"There is no picture in {folder} (--references).")
    entries: list[ReferenceEntry] = []
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            picture = place.workers.read_picture(picture_bytes(place, path, name), name).result()
        except MarkwardenError as error:
            place.output.complaint(f"Reference {name}: {error}")
            continue
        entries.append(ReferenceEntry("", "", picture.sha256, name, picture))
    return entries, len(paths) - len(entries)


def _index(place: Workplace, entries: list[ReferenceEntry]) -> PictureIndex:
    """The references, told apart from what anyone may use, with the calibration that counts."""
    from matchers.image.index import PictureIndex

    free, _, problems = free_pictures(place, {})
    for sentence in problems:
        place.output.complaint(sentence)
    measured = place.measured
    return PictureIndex.build(
        entries,
        place.settings.match,
        neutral=free,
        measured=measured.calibration,
        background=measured.background,
    )


def _names(given: Iterable[str]) -> Iterator[str]:
    for name in given:
        if name != "-":
            yield name
            continue
        # Paths are bytes to the system: one that is no UTF-8 still has to be found.
        for line in iter(sys.stdin.buffer.readline, b""):
            if path := line.rstrip(b"\r\n").decode(errors="surrogateescape"):
                yield path

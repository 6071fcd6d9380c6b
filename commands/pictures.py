"""`markwarden pictures`: the pictures that anyone may use, and calibration with ordinary ones."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casework.errors import PictureUnreadable, UsageError
from commands.command_line import GlobalOptions
from commands.ordinary_pictures import (
    FOLDER,
    SUFFIXES,
    bring_in_ordinary,
    picture_bytes,
    picture_paths,
)
from commands.protected_list import bring_in_configured
from commands.workplace import Workplace

if TYPE_CHECKING:
    from casework.frontier import Picture
    from index.record.ordinary import Measured

FEW = 100
"""Fewer ordinary pictures than this tell little about rare events."""


def list_(options: GlobalOptions) -> int:
    """List the pictures that anyone may use: what they explain is never flagged.

    They lie in pictures/ordinary/ of the configuration: a platform's badges, stock photographs,
    authorised sellers' own. Exit status 1 where one cannot be opened.

    Examples:
        markwarden pictures list
    """
    output = options.output()
    with Workplace(options, output) as place:
        good = bring_in_ordinary(place)
        free = place.record.ordinary.free()
        protected = place.record.brands.references()
    for picture in free:
        also = picture.sha256 in protected
        output.record(
            {
                "name": picture.url,
                "width": picture.width,
                "height": picture.height,
                "sha256": picture.sha256,
                "protected": also,
            }
        )
    output.table(
        ("name", ">width", ">height", "protected too"),
        [
            (item.url, item.width, item.height, "yes" if item.sha256 in protected else "")
            for item in free
        ],
    )
    return 0 if good else 1


def add(
    options: GlobalOptions,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Pictures that anyone may use.", show_default=False),
    ],
) -> int:
    """Let pictures be used by anyone: copy them into pictures/ordinary/ of the configuration.

    A picture that is protected is refused, and one that cannot be opened; the others are added. Exit
    status 1 where one was refused. To take one back, delete its file.

    Examples:
        markwarden pictures add badges/*.png
    """
    output = options.output()
    refused = 0
    with Workplace(options, output) as place:
        bring_in_configured(place)
        protected = place.record.brands.references()
        for path in files:
            try:
                _add(place, path, protected)
            except (PictureUnreadable, UsageError) as error:
                refused += 1
                output.complaint(str(error))
        bring_in_ordinary(place)
        output.answer(f"{len(files) - refused} added, {refused} refused.")
    return 1 if refused else 0


def _add(place: Workplace, path: Path, protected: dict[str, Picture]) -> None:
    data = picture_bytes(place, path, str(path))
    digest = hashlib.sha256(data).hexdigest()
    place.workers.read_picture(data, str(path)).result()
    if digest in protected:
        raise UsageError(f"{path} is the protected picture {protected[digest].url}.")
    if path.suffix.casefold() not in SUFFIXES:
        raise UsageError(f"{path} has no suffix of a picture ({', '.join(sorted(SUFFIXES))}).")
    folder = place.options.config_folder / FOLDER
    target = folder / path.name
    if target.exists() and target.read_bytes() != data:
        raise UsageError(f"{target} is there already, with another picture.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            shutil.copyfile(path, target)
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}.") from None


def calibrate(
    options: GlobalOptions,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder of ordinary pictures of your own.")
    ],
) -> int:
    """Measure how often ordinary pictures reach a score against your protected ones.

    Give pictures that are not copies, of the kinds of goods you watch, a few hundred or more. The
    false-flag rates of later hits are estimated from them, and a neural model is scored against
    them; the result is kept in the record, and counts until the next calibration.

    Examples:
        markwarden pictures calibrate ordinary-pictures/
    """
    output = options.output()
    paths = picture_paths(folder)
    if not paths:
        raise UsageError(f"There is no picture in {folder}.")
    with Workplace(options, output) as place:
        bring_in_configured(place)
        references = len(place.watchlist.pictures)
        pictures, unreadable = _opened(place, paths)
        best, measured = _measured(place, pictures)
        place.record.ordinary.put_measured(measured, place.now)
    least = place.settings.match.picture_mention
    flagged = sum(score >= least for score in best)
    rate = measured.calibration.false_flag_rate(least, references)
    output.record(
        {
            "pictures": len(pictures),
            "references": references,
            "flagged": flagged,
            "false_flag_rate": rate,
            "background": len(measured.background),
            "version": measured.calibration.version,
        }
    )
    output.answer(
        f"{len(pictures)} ordinary pictures against {references} protected ones: {flagged} reach the "
        f"score {least:g}; estimated {rate:.2g} a picture."
    )
    if len(pictures) < FEW:
        output.note(f"Fewer than {FEW} pictures tell little about rare mistakes.")
    return 1 if unreadable else 0


def _measured(place: Workplace, pictures: list[Picture]) -> tuple[list[float], Measured]:
    """The best score of each ordinary picture, and the calibration that follows."""
    from index.record.ordinary import Measured
    from matchers.image.calibration import calibrate as fit
    from matchers.image.index import PictureIndex
    from matchers.image.neural import PREFIX

    background = tuple(
        item
        for picture in pictures
        for item in picture.signatures
        if item.algorithm.startswith(PREFIX) and item.view == "whole"
    )
    references = place.watchlist.pictures
    index = PictureIndex.build(
        references.entries(),
        place.settings.match,
        neutral=references.neutral(),
        background=background,
    )
    best = [max((hit.score for hit in index.search(item, 0.01)), default=0.0) for item in pictures]
    return best, Measured(fit(best, len(index)), background)


def _opened(place: Workplace, paths: list[Path]) -> tuple[list[Picture], int]:
    """The pictures that can be opened, each once, and how many cannot."""
    found: dict[str, Picture] = {}
    unreadable = 0
    for path in paths:
        try:
            data = picture_bytes(place, path, str(path))
            picture = place.workers.read_picture(data, str(path)).result()
        except PictureUnreadable as error:
            unreadable += 1
            place.output.complaint(str(error))
            continue
        found[picture.sha256] = picture
    return list(found.values()), unreadable

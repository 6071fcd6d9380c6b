"""`markwarden explain image`: why a picture is, or is not, taken for a copy of another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from casework.errors import UsageError
from commands.command_line import GlobalOptions
from commands.match_pictures import hit_record, picture_bytes
from commands.workplace import Workplace


def image(
    options: GlobalOptions,
    picture: Annotated[Path, typer.Argument(metavar="PICTURE", help="The picture that was found.")],
    reference: Annotated[Path, typer.Argument(metavar="REFERENCE", help="The protected picture.")],
    drawing: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Draw the comparison into this PNG."),
    ] = None,
) -> int:
    """Say how a picture agrees with a protected one, and draw it.

    The drawing shows both with the outlines of what they share and lines between what agrees, one
    laid over the other, and where they differ. It is made from the two files alone, so that anyone
    who has them can make it again.

    Examples:
        markwarden explain image photo.jpg marks/label.png -o why.png
    """
    output = options.output()
    with Workplace(options, output) as place:
        made = place.workers.explain_pictures(
            picture_bytes(place, picture, str(picture)),
            picture_bytes(place, reference, str(reference)),
            place.settings.match,
        ).result()
    if drawing is not None:
        try:
            drawing.write_bytes(made.png)
        except OSError as error:
            raise UsageError(f"{drawing} cannot be written: {error.strerror}.") from None
    record: dict[str, Any] = {} if made.hit is None else hit_record(made.hit)
    output.record({**record, "picture": str(picture), "reference": str(reference)})
    for line in made.words:
        output.answer(line)
    return 0

"""`markwarden explain image`: why a picture is, or is not, taken for a copy of another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from casework.errors import UsageError
from commands.command_line import GlobalOptions
from commands.match import BrandsOption, chosen_watchlist
from commands.match_pictures import hit_record
from commands.ordinary_pictures import picture_bytes
from commands.picture_words import PictureWords, word_hits
from commands.workplace import Workplace


def image(
    options: GlobalOptions,
    picture: Annotated[Path, typer.Argument(metavar="PICTURE", help="The picture that was found.")],
    reference: Annotated[Path, typer.Argument(metavar="REFERENCE", help="The protected picture.")],
    drawing: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Draw the comparison into this PNG."),
    ] = None,
    brands: BrandsOption = None,
) -> int:
    """Say how a picture agrees with a protected one and what is written in it, and draw it.

    The drawing shows both with the outlines of what they share and lines between what agrees, one
    laid over the other, and where they differ. It is made from the two files alone, so that anyone
    who has them can make it again. Words are read where the extra ocr is installed; with --brands it
    says which of them name a mark.

    Examples:
        markwarden explain image photo.jpg marks/label.png -o why.png
    """
    from matchers.image.words import can_read_words

    output = options.output()
    with Workplace(options, output) as place:
        found = picture_bytes(place, picture, str(picture))
        watchlist, problems = chosen_watchlist(place, brands) if brands else (None, False)
        words = PictureWords(place)
        shown = words.read(found, str(picture)) if brands or can_read_words() else None
        made = place.workers.explain_pictures(
            found,
            picture_bytes(place, reference, str(reference)),
            place.settings.match,
            shown.lines if shown else (),
        ).result()
        for sentence in place.workers.complaints():
            output.complaint(sentence)
        named = word_hits(shown, watchlist, place.settings.match.mention) if watchlist else []
    if drawing is not None:
        try:
            drawing.write_bytes(made.png)
        except OSError as error:
            raise UsageError(f"{drawing} cannot be written: {error.strerror}.") from None
    record: dict[str, Any] = {} if made.hit is None else hit_record(made.hit)
    lines = shown.lines if shown else ()
    output.record(
        {
            **record,
            "picture": str(picture),
            "reference": str(reference),
            "lines": lines,
            "marks": named,
        }
    )
    for sentence in made.words:
        output.answer(sentence)
    for line in lines:
        output.answer(f"written in the picture: {line.text!r} (reading {line.sure:.2f})")
    for hit in named:
        output.answer(f"{hit['matched']!r} names {hit['against']!r}, score {hit['score']:.2f}")
    return 1 if problems or words.unable else 0

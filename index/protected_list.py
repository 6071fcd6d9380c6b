"""The protected list as matchers take it: the record's brands and pictures, compiled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from casework.settings import MatchSettings
from index.record import Record
from matchers.watchlist import PictureSurroundings, Watchlist


def load_watchlist(record: Record, settings: MatchSettings, today: date) -> Watchlist:
    """Compile the brands that are listed in the record, for the marks in force on a day.

    A protected picture is matched once `record.brands.put_reference` has kept it. Pictures that
    anyone may use, and the newest calibration, come from the record too.
    """
    measured = record.ordinary.measured()
    surroundings = PictureSurroundings(neutral=record.ordinary.free())
    if measured is not None:
        surroundings = replace(
            surroundings, measured=measured.calibration, background=measured.background
        )
    return Watchlist.build(
        record.brands.all(), record.brands.references(), settings, today, surroundings
    )

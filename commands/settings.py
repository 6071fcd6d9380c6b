"""`markwarden settings`: the values in force and where each comes from."""

from __future__ import annotations

import os

from casework.settings import printable
from commands.command_line import GlobalOptions
from commands.workplace import Workplace


def settings(options: GlobalOptions) -> int:
    """Print the settings in force and where each comes from.

    Values come from settings.toml in the configuration folder and from the environment, which wins:
    MARKWARDEN_CRAWL__RATE sets rate under crawl. Secrets are never printed.

    Examples:
        markwarden settings --json
    """
    output = options.output()
    effective = Workplace(options, output).effective_settings
    rows = [(item.key, printable(item.key, item.value), item.origin) for item in effective]
    rows.append(("data", str(options.data_folder), _folder_origin(options.data, "MARKWARDEN_DATA")))
    rows.append(
        ("config", str(options.config_folder), _folder_origin(options.config, "MARKWARDEN_CONFIG"))
    )
    for key, value, origin in rows:
        output.record({"key": key, "value": value, "origin": origin})
    output.table(("setting", "value", "comes from"), rows)
    return 0


def _folder_origin(given: object, variable: str) -> str:
    if given is not None:
        return "command line"
    return f"environment {variable}" if os.environ.get(variable) else "default"

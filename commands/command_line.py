"""The frame of the command line: global options before and after a command, and its outcome.

markwarden --data var/shop crawl https://shop.example/
markwarden crawl https://shop.example/ --data var/shop
"""

from __future__ import annotations

import inspect
import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from casework.errors import MarkwardenError
from commands.output import Output, plain

_PANEL = "Global options (before or after the command)"

DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="Folder for all that runs write: the record, captures, logs. "
        "[dim]Default var/, or MARKWARDEN_DATA.[/]",
        rich_help_panel=_PANEL,
    ),
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="DIR",
        help="Folder with settings.toml, brands/ and sources/. "
        "[dim]Default config/, or MARKWARDEN_CONFIG.[/]",
        rich_help_panel=_PANEL,
    ),
]
JsonOption = Annotated[
    bool,
    typer.Option(
        "--json",
        help="Write JSON to standard output and nothing else; lists are one object a line.",
        rich_help_panel=_PANEL,
    ),
]
QuietOption = Annotated[
    bool,
    typer.Option("--quiet", "-q", help="Say only what is wrong.", rich_help_panel=_PANEL),
]
VerboseOption = Annotated[
    bool,
    typer.Option("--verbose", "-v", help="Say more.", rich_help_panel=_PANEL),
]
_OPTIONS: dict[str, Any] = {
    "data": (DataOption, None),
    "config": (ConfigOption, None),
    "json": (JsonOption, False),
    "quiet": (QuietOption, False),
    "verbose": (VerboseOption, False),
}


@dataclass(frozen=True, slots=True)
class GlobalOptions:
    """What was asked for every command, from both sides of its name and the environment."""

    data: Path | None = None
    config: Path | None = None
    json: bool = False
    quiet: bool = False
    verbose: bool = False

    def with_later(self, later: dict[str, Any]) -> GlobalOptions:
        """These options, overridden by those given further right on the command line."""
        return replace(self, **{name: value for name, value in later.items() if value})

    @property
    def data_folder(self) -> Path:
        """Where runs write."""
        return self.data or Path(os.environ.get("MARKWARDEN_DATA") or "var")

    @property
    def config_folder(self) -> Path:
        """Where settings, brands and sources are."""
        return self.config or Path(os.environ.get("MARKWARDEN_CONFIG") or "config")

    def output(self) -> Output:
        """How a command says things under these options."""
        return Output(json=self.json, quiet=self.quiet, verbose=self.verbose)


class _ReaderGone(Exception):
    """The reader down the pipe has seen enough, as in `| head -1`."""


Command = Callable[..., int | None]


def new_group(help_text: str) -> typer.Typer:
    """A group of commands that takes the global options before the command's name."""
    group = typer.Typer(
        help=help_text,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )

    def remember(context: typer.Context, **options: Any) -> None:
        earlier = context.obj if isinstance(context.obj, GlobalOptions) else GlobalOptions()
        context.obj = earlier.with_later(options)

    _describe(remember, list(inspect.signature(remember).parameters.values())[:1])
    group.callback(help=help_text)(remember)
    return group


def add(
    group: typer.Typer,
    command: Command,
    *,
    name: str | None = None,
    panel: str | None = None,
) -> None:
    """Add a command that takes the global options after its name too.

    Args:
        group: the application, or a group within it.
        command: a function whose first parameter is the `GlobalOptions`; it returns an exit status
            (None is 0). Its docstring is the help text, with `Examples:` of command lines at its
            end; its parameters are options and arguments.
        name: the command's name, else the function's.
        panel: heading under which the application's help lists it.
    """
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]

    def run(context: typer.Context, **values: Any) -> None:
        options: GlobalOptions = context.obj.with_later(
            {option: values.pop(option) for option in _OPTIONS}
        )
        try:
            status = command(options, **values)
        except BrokenPipeError:
            raise _ReaderGone from None  # before Typer makes a failure of it
        raise typer.Exit(status or 0)

    first = next(iter(inspect.signature(run).parameters.values()))
    _describe(run, [first, *own])
    text = _help(inspect.getdoc(command) or "")
    group.command(name or command.__name__.replace("_", "-"), help=text, rich_help_panel=panel)(run)


def _help(docstring: str) -> str:
    """A help text whose paragraphs are one line each, for the terminal to wrap; examples stay as is."""
    text, _, examples = docstring.partition("\n\nExamples:\n")
    flowing = "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
    if not examples:
        return flowing
    lines = "\n".join(f"  {line.strip()}" for line in examples.splitlines())
    return f"{flowing}\n\n[bold]Examples[/bold]\n\n\b\n{lines}"


def _describe(function: Callable[..., None], parameters: list[inspect.Parameter]) -> None:
    """Give a function a signature that Typer reads, with the global options at its end."""
    described = [parameters[0].replace(annotation=typer.Context)]
    described += [item.replace(kind=inspect.Parameter.KEYWORD_ONLY) for item in parameters[1:]]
    described += [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
        )
        for name, (annotation, default) in _OPTIONS.items()
    ]
    function.__signature__ = inspect.Signature(described)  # type: ignore[attr-defined]  # PEP 362
    function.__annotations__ = {item.name: item.annotation for item in described}


def run(application: typer.Typer, arguments: Sequence[str]) -> int:
    """Carry out a command line and give its exit status; whatever goes wrong is one line."""
    _mend_streams()
    try:
        status = _carried_out(application, arguments)
        sys.stdout.flush()
    except MarkwardenError as error:
        return _failed(str(error), error.exit_status)
    except (KeyboardInterrupt, typer.Abort):
        return _failed("Stopped.", 130)
    except (BrokenPipeError, _ReaderGone):
        # Nothing is wrong, and the interpreter must not complain either when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001  the outermost edge: people never see a traceback
        return _unexpected(error, arguments)
    if status == 130:  # what Typer makes of an interrupt
        return _failed("Stopped.", status)
    return status if isinstance(status, int) else 0


def _carried_out(application: typer.Typer, arguments: Sequence[str]) -> Any:
    try:
        return application(list(arguments), prog_name="markwarden", standalone_mode=False)
    except SystemExit as end:
        # Typer makes one of a reader that goes while it prints its help.
        if isinstance(end.__context__, BrokenPipeError):
            raise _ReaderGone from None
        raise


def _mend_streams() -> None:
    """Where a stream was closed before we began, as by `>&-`, nobody reads or writes on it."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            # It lives as long as the process, as every standard stream does.
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def _unexpected(error: Exception, arguments: Sequence[str]) -> int:
    # Typer's own usage errors are known by their shape: their classes moved between its versions.
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()  # type: ignore[attr-defined]  # prints the help
        return 2
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "markwarden"
        return _failed(f"{_plain_usage(error.format_message())} See '{path} --help'.", 2)
    if {"--verbose", "-v"} & set(arguments):
        traceback.print_exception(error)
    if isinstance(error, OSError) and error.strerror:
        # A full disk, a folder that may not be written: not our fault, and said by the system.
        place = f"{error.filename}: " if error.filename else ""
        return _failed(f"{place}{error.strerror}.", 1)
    name = type(error).__name__
    return _failed(f"Unexpected error: {name}: {error} (--verbose shows where).", 1)


# Typer checks values with pydantic, whose words are for programmers.
_PYDANTIC_WORDS = (
    (re.compile(r"Value error, "), ""),
    (re.compile(r"Input should be greater than or equal to (\S+)"), r"\1 or more was expected"),
    (re.compile(r"Input should be less than or equal to (\S+)"), r"\1 or less was expected"),
    (re.compile(r"Input should be a valid integer.*"), "a whole number was expected"),
    (re.compile(r"Input should be a valid number.*"), "a number was expected"),
)


def _plain_usage(message: str) -> str:
    """What Typer says about a command line, as one sentence in plain words."""
    for pattern, words in _PYDANTIC_WORDS:
        message = pattern.sub(words, message)
    return message if message.endswith((".", "?")) else f"{message}."


def _failed(message: str, status: int) -> int:
    sys.stderr.write(f"markwarden: {plain(message)}\n")
    return status

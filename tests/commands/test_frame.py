"""The frame: global options, errors, exit statuses, what goes where."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import markwarden as root
from commands.command_line import run
from commands.output import Output, plain
from tests.commands.command_line import CommandLine, brand_toml

CHECKOUT = Path(__file__).parents[2]


def _process(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "markwarden", *arguments],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _python(code: str) -> subprocess.CompletedProcess[str]:
    """A process that runs this code in the checkout, for what happens once in a process."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "100"},
        timeout=120,
    )


def test_global_options_work_on_both_sides(markwarden: CommandLine) -> None:
    """Before the group, between group and command, and after the command mean the same."""
    markwarden.write("config/brands/a.toml", brand_toml("acme"))
    answers = [
        markwarden("--json", "brands", "list"),
        markwarden("brands", "--json", "list"),
        markwarden("brands", "list", "--json"),
    ]
    assert [answer.records[0]["id"] for answer in answers] == ["acme"] * 3
    other = markwarden.folder / "other"
    markwarden("settings", "--data", other)
    assert f"{other}" in markwarden("settings", "--data", other).out


def test_the_later_option_wins(markwarden: CommandLine) -> None:
    """An option after the command overrides the same option before it."""
    last = markwarden.folder / "last"
    found = markwarden("--data", markwarden.folder / "first", "settings", "--data", last, "--json")
    assert {"key": "data", "value": str(last), "origin": "command line"} in found.records


def test_folders_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """MARKWARDEN_DATA and MARKWARDEN_CONFIG stand in for the options."""
    monkeypatch.setenv("MARKWARDEN_DATA", str(tmp_path))
    monkeypatch.setenv("MARKWARDEN_CONFIG", str(tmp_path))
    assert run(root.application(), ["settings", "--json"]) == 0
    out = capsys.readouterr().out
    assert f'"value":"{tmp_path}","origin":"environment MARKWARDEN_DATA"' in out
    assert '"origin":"environment MARKWARDEN_CONFIG"' in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["settings", "--jsn"], "No such option: --jsn"),
        (["setings"], "No such command 'setings'"),
        (["brands", "show"], "Missing argument 'BRAND'"),
        (["match", "text", "--workers", "0"], "'--workers': 1 or more was expected. See"),
        (["crawl", "x", "--rate", "2000"], "'--rate': 1000 or less was expected. See"),
        (["crawl", "x", "--max-pages", "many"], "'--max-pages': a whole number was expected. See"),
        (["crawl", "x", "--rate", "fast"], "'--rate': a number was expected. See"),
        (["flags", "--tier", "bogus"], "'--tier': 'bogus' is not one of 'certain', 'likely',"),
        (["flags", "--cursor", "xx"], "The place to go on from is not one that a page of flags"),
        (["search", "x", "--cursor", "xx"], "The place to go on from is not one that a search"),
        (["flags", "--source", "none"], "No source has the name 'none'. There are none."),
        (["search", "x", "--source", "none"], "No source has the name 'none'. There are none."),
        (["runs", "--source", "none"], "No source has the name 'none'. There are none."),
        (["review", "--reviewer", " "], "A reviewer needs a name"),
        (["extract", "ftp://shop.example/x"], "only http:// and https:// addresses are"),
        (["crawl", "none"], "The address of a shop begins with https:// or http://."),
        (["match", "text", "--brands", "no.toml"], "no.toml: this brand file cannot be read"),
        (["brands", "show", "none"], "No brand has the id 'none'"),
        (["brands", "check", "brands.json"], "a brand file ends in .toml, .csv or .tsv"),
    ],
)
def test_a_usage_error_is_one_line_and_status_2(
    markwarden: CommandLine, arguments: list[str], message: str
) -> None:
    """What cannot be carried out as typed is said in one line on standard error."""
    found = markwarden(*arguments)
    assert found.status == 2
    assert found.out == ""
    assert message in found.err
    assert found.err.count("\n") == 1


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """A name alone is answered with the help, and with status 2: nothing was done."""
    for arguments in ([], ["brands"]):
        assert run(root.application(), arguments) == 2
        assert "Usage: markwarden" in "".join(capsys.readouterr())
    assert run(root.application(), ["--help"]) == 0


def test_a_wrong_configuration_folder_is_said(markwarden: CommandLine) -> None:
    """A --config that is no folder is an error and not an empty configuration."""
    for command in (("settings",), ("brands", "check"), ("brands", "list")):
        found = markwarden("--config", "nowhere", *command)
        assert (found.status, found.err.count("\n")) == (2, 1), command


def test_a_data_folder_that_is_a_file_is_said(markwarden: CommandLine) -> None:
    """A --data that names a file is a usage error, whatever the command makes of the folder."""
    file = markwarden.write("notes.txt", "x")
    for command in (("settings",), ("flags",), ("runs",), ("index", "status")):
        found = markwarden("--data", file, *command)
        assert (found.status, found.out) == (2, ""), command
        assert found.err == (
            f"markwarden: {file} is a file, not a folder (--data, or MARKWARDEN_DATA).\n"
        )


def test_a_mistyped_brand_is_told_near_ones(markwarden: CommandLine) -> None:
    """Every command that takes a brand's id names the ids that may have been meant."""
    markwarden.write("config/brands/a.toml", brand_toml("nike", "acme"))
    markwarden("brands", "list")
    for command in (
        ("explain", "text", "x", "--brand", "nkie"),
        ("variants", "nkie"),
        ("brands", "show", "nkie"),
        ("rematch", "--brand", "nkie"),
        ("flags", "--brand", "nkie"),
    ):
        found = markwarden(*command)
        assert (found.status, found.out) == (2, ""), command
        assert found.err == "markwarden: No brand has the id 'nkie'. Did you mean nike?\n", command


def test_a_wrong_settings_file_names_its_line(markwarden: CommandLine) -> None:
    """Settings with a mistake stop every command with file, line, key and value."""
    path = markwarden.write("config/settings.toml", "[crawl]\nrate = 'x'\n")
    found = markwarden("settings")
    assert found.status == 2
    assert found.err.startswith(f"markwarden: {path}:2: crawl.rate: expected a number")
    markwarden.write("config/settings.toml", "[crawl\n")
    assert f"{path}:1: not valid TOML" in markwarden("settings").err
    markwarden.write("config/settings.toml", "a = " + "[" * 5000)
    assert f"{path}: nested too deeply" in markwarden("settings").err
    path.write_bytes(b"\xff")
    assert "not UTF-8" in markwarden("settings").err


def test_an_unexpected_error_is_one_line(
    markwarden: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours is one line too; --verbose shows where it is."""
    monkeypatch.setattr("commands.settings.printable", lambda *_: 1 / 0)
    found = markwarden("settings")
    assert found.status == 1
    assert found.err == (
        "markwarden: Unexpected error: ZeroDivisionError: division by zero"
        " (--verbose shows where).\n"
    )
    assert "Traceback" in markwarden("settings", "--verbose").err


def test_an_interrupt_is_status_130(
    markwarden: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends a command with one line."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("commands.settings.printable", interrupted)
    found = markwarden("settings")
    assert (found.status, found.err) == (130, "markwarden: Stopped.\n")


def test_ctrl_c_while_python_imports() -> None:
    """An interrupt before any command began is one line and status 130 as well."""
    code = (
        "import importlib.abc, os, signal, sys\n"
        "import markwarden\n"
        "class Interrupts(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'commands.rematch':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "assert 'typer' not in sys.modules\n"
        "sys.meta_path.insert(0, Interrupts())\n"
        "markwarden.main()\n"
    )
    done = _python(code)
    assert (done.returncode, done.stderr) == (130, "markwarden: Stopped.\n")


def test_ctrl_c_while_waiting_for_input() -> None:
    """A process that waits for a line ends at once, cleanly, with status 130."""
    brands = CHECKOUT / "config" / "brands" / "nike.toml"
    process = _process("match", "text", "--brands", str(brands))
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("N1KE\n")
    process.stdin.flush()
    assert '"flag":true' in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (130, "markwarden: Stopped.\n")


def test_a_closed_pipe_is_no_error() -> None:
    """`| head -1` ends the command quietly."""
    brands = CHECKOUT / "config" / "brands" / "nike.toml"
    process = _process("match", "text", "--brands", str(brands))
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("N1KE\n")
    process.stdin.flush()
    process.stdout.readline()
    process.stdout.close()
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write("N1KE\n")
        process.stdin.close()
    assert process.wait(timeout=120) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()


def test_a_closed_pipe_is_no_error_of_the_help() -> None:
    """`--help | head -1` ends quietly as well, whenever the reader goes."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "markwarden", "--help"],
        cwd=CHECKOUT,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=120,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("settings >&-", 0, ""),
        ("match text --brands config/brands/nike.toml <&-", 0, ""),
        ("settings > /dev/full", 1, "markwarden: No space left on device.\n"),
    ],
)
def test_streams_that_are_closed_or_full(command: str, status: int, said: str) -> None:
    """A stream that was closed is nobody's; one that cannot be written is said in one line."""
    done = subprocess.run(
        ["/bin/sh", "-c", f"exec {sys.executable} -m markwarden {command}"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (status, said)


def test_help_answers_before_the_rooms_are_imported() -> None:
    """No command's help waits for Scrapy, SQLAlchemy or the picture libraries."""
    code = (
        "import sys, markwarden\n"
        "from commands.command_line import run\n"
        "run(markwarden.application(), ['match', 'text', '--help'])\n"
        "heavy = {'scrapy', 'sqlalchemy', 'litestar', 'cv2', 'faiss', 'numpy', 'elasticsearch'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)\n"
    )
    done = _python(code)
    assert (done.returncode, done.stderr) == (0, "")
    assert "markwarden match text --brands marks.tsv" in done.stdout


def test_other_peoples_text_cannot_steer_the_terminal() -> None:
    """Escape sequences, direction overrides and line breaks in a title are defused."""
    assert plain("a\x1b[31mb\u202ec\nd\te") == "a\ufffd[31mb\ufffdc d e"


def test_quiet_and_verbose(capsys: pytest.CaptureFixture[str]) -> None:
    """--quiet leaves complaints alone; --verbose adds details."""
    quiet, plain_output, verbose = Output(quiet=True), Output(), Output(verbose=True)
    for output in (quiet, plain_output, verbose):
        output.note("note")
        output.detail("detail")
        output.complaint("complaint")
    err = capsys.readouterr().err
    assert (err.count("note"), err.count("detail"), err.count("complaint")) == (2, 1, 3)
    assert quiet.live is None

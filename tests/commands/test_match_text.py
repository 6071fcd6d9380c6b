"""`markwarden match text`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from casework.settings import MatchSettings
from tests.commands.command_line import CommandLine, brand_toml

CHECKOUT = Path(__file__).parents[2]


def test_every_line_is_answered_in_order(markwarden: CommandLine) -> None:
    """Plain lines get their number as id, JSON lines their own; a bad line gets its error."""
    brands = markwarden.write("b.tsv", "brand\nacme\n")
    lines = b'buy acme now\n{"id":"x","text":"ACME"}\n{"id":7}\n{bad\n\xff\n\n{"text":"a"}'
    found = markwarden("match", "text", "--brands", brands, given=lines)
    assert found.status == 1
    assert [answer["id"] for answer in found.records] == [1, "x", 7, 4, 5, 6, 7]
    assert [("error" in answer) for answer in found.records] == [
        False,
        False,
        True,
        True,
        True,
        False,
        False,
    ]
    hit = found.records[0]["hits"][0]
    assert (hit["brand"], hit["span"], hit["matched"], hit["literal"]) == (
        "acme",
        [4, 8],
        "acme",
        True,
    )
    assert found.records[0]["flag"] is False


def test_half_an_emoji_costs_no_title(markwarden: CommandLine) -> None:
    """Shops cut titles in the middle of an emoji: the rest is matched, and spans count it as one."""
    brands = markwarden.write("b.tsv", "brand\nacme\n")
    lines = (
        '{"id":"a","text":"\\ud83d acme \\ud83d\\ude00"}\n{"id":"\\udfff","text":"acme"}\n'
        '{"id":NaN,"text":"\\ud800"}\n{"text":"\\ud800"\n'
    )
    found = markwarden("match", "text", "--brands", brands, given=lines)
    assert [answer["id"] for answer in found.records] == ["a", "\ufffd", 3, 4]
    assert [
        [hit["span"] for hit in answer["hits"]] for answer in found.records if "hits" in answer
    ] == [[[2, 6]], [[0, 4]]]


def test_brand_files_are_used_instead_of_the_record(markwarden: CommandLine) -> None:
    """--brands may be repeated, and leaves the record and the configuration alone."""
    markwarden.write("config/brands/c.toml", brand_toml("configured"))
    first = markwarden.write("a.toml", brand_toml("acme"))
    second = markwarden.write("b.csv", "brand\nbolt\n")
    found = markwarden(
        "match", "text", "--brands", first, "--brands", second, given="acme bolt configured\n"
    )
    assert {hit["brand"] for hit in found.records[0]["hits"]} == {"acme", "bolt"}
    assert not markwarden.data.exists()
    assert [
        hit["brand"] for hit in markwarden("match", "text", given="configured").records[0]["hits"]
    ] == ["configured"]


def test_a_bad_entry_is_said_and_the_rest_is_matched(markwarden: CommandLine) -> None:
    """Problems of brand files go to standard error and into the exit status."""
    brands = markwarden.write("b.toml", brand_toml("acme") + '[[brand]]\nid = "bad"\n')
    found = markwarden("match", "text", "--brands", brands, given="acme\n")
    assert found.status == 1
    assert found.records[0]["hits"]
    assert "brand[2].name: is missing." in found.err


def test_an_empty_list_is_an_error(markwarden: CommandLine) -> None:
    """Matching against nothing would look like a clean bill."""
    found = markwarden("match", "text", given="acme\n")
    assert (found.status, found.out) == (2, "")
    assert "the protected list is empty" in found.err


def test_expired_marks_are_said(markwarden: CommandLine) -> None:
    """A mark that is not in force does not match, and the person is told."""
    old = brand_toml("acme") + "valid_until = 2020-01-01\n"
    new = brand_toml("bolt") + "valid_from = 2999-01-01\n"
    first, second = markwarden.write("a.toml", old), markwarden.write("b.toml", new)
    found = markwarden("match", "text", "--brands", first, "--brands", second, given="acme bolt\n")
    assert found.records[0]["hits"] == []
    assert "expired on 2020-01-01" in found.err
    assert "is valid from 2999-01-01" in found.err


def test_more_hits_with_all(markwarden: CommandLine) -> None:
    """--all adds the hits below the threshold, and takes none away."""
    brands = markwarden.write("b.tsv", "brand\nlacoste\n")
    match = ("match", "text", "--brands", brands)
    plain, more = (
        markwarden(*match, *options, given="lacoste lacotse locaste\n").records[0]["hits"]
        for options in ((), ("--all",))
    )
    assert [hit["matched"] for hit in plain] == ["lacoste", "lacotse"]
    assert more[:2] == plain
    assert [hit["matched"] for hit in more[2:]] == ["locaste"]
    assert more[2]["score"] < MatchSettings().mention


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_answer_comes_before_the_next_line_is_asked_for(workers: str) -> None:
    """A program may talk with `match text` line by line, with one process or several."""
    brands = CHECKOUT / "config" / "brands" / "nike.toml"
    command = ["match", "text", "--workers", workers, "--brands", str(brands)]
    with subprocess.Popen(
        [sys.executable, "-m", "markwarden", *command],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(1, 4):
            process.stdin.write("N1KE\n")
            process.stdin.flush()
            assert f'"id":{number}' in process.stdout.readline()
        process.stdin.close()
        assert process.wait(timeout=120) == 0


def test_workers_keep_the_order(markwarden: CommandLine) -> None:
    """Many lines through two processes come out as they went in, bad ones among them."""
    brands = CHECKOUT / "config" / "brands" / "nike.toml"
    lines = "".join("{bad\n" if n % 50 == 0 else f"Nike {n}\n" for n in range(1, 301))
    command = ["match", "text", "--workers", "2", "--brands", str(brands)]
    done = subprocess.run(
        [sys.executable, "-m", "markwarden", *command],
        cwd=CHECKOUT,
        input=lines,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    alone = markwarden("match", "text", "--brands", brands, given=lines)
    assert done.stdout == alone.out
    assert done.returncode == alone.status == 1


def test_a_killed_worker_is_said_and_nothing_hangs() -> None:
    """What was answered stays answered; the line that was lost ends the run with a clear error."""
    brands = CHECKOUT / "config" / "brands" / "nike.toml"
    with subprocess.Popen(
        [sys.executable, "-m", "markwarden", "match", "text", "--workers", "2", "--brands", brands],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("N1KE\n")
        process.stdin.flush()
        assert '"id":1' in process.stdout.readline()
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
        for child in children.split():
            os.kill(int(child), signal.SIGKILL)
        out, err = process.communicate("N1KE\n", timeout=120)
    assert out == ""
    assert "killed by signal 9" in err
    assert process.returncode == 1


def test_a_last_line_without_an_end_and_long_lines_are_answered() -> None:
    """Several processes cut the input where lines end, however long a line is."""
    brands = CHECKOUT / "config" / "brands" / "nike.toml"
    lines = "Nike\n" + "红" * 100_000 + " N1KE\n\n" + "x" * 200_000 + "\nnike"
    command = [sys.executable, "-m", "markwarden", "match", "text", "--brands", str(brands)]
    answered = [
        subprocess.run(
            [*command, "--workers", workers],
            cwd=CHECKOUT,
            input=lines,
            capture_output=True,
            text=True,
            check=True,
            timeout=240,
        ).stdout
        for workers in ("1", "3")
    ]
    assert answered[0] == answered[1]
    assert answered[0].count("\n") == 5

"""A saved index: the same answers, additions on top, and files that are not what they were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from casework.errors import ConfigurationError, SchemaMismatch
from casework.frontier import Picture
from casework.settings import MatchSettings
from matchers.image.index import PictureIndex
from matchers.image.store import MANIFEST, Manifest, open_index, save_index
from tests.matchers.image.drawing import drawn, entry, picture
from tests.matchers.image.test_index import part, pasted

SETTINGS = MatchSettings()
PROTECTED = [picture(drawn(seed)) for seed in range(4)]
BARE = replace(picture(drawn(30)), features=b"")
FREE = picture(drawn(31))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of five pictures, one without features, one removed, and one that is free."""
    index = PictureIndex.build(
        [entry(item) for item in (*PROTECTED, BARE, picture(drawn(32)))], SETTINGS, neutral=[FREE]
    )
    index.remove(picture(drawn(32)).sha256)
    save_index(index, tmp_path / "index")
    return tmp_path / "index"


def answers(index: PictureIndex, found: Picture) -> list[tuple[str, str, float]]:
    """What was found, comparably."""
    return [(hit.reference.sha256, hit.kind, hit.score) for hit in index.search(found)]


def test_a_saved_index_answers_alike(folder: Path) -> None:
    """Copies, crops, negatives of the bank and strangers get the same answers from the files."""
    built = PictureIndex.build([entry(item) for item in (*PROTECTED, BARE)], SETTINGS)
    opened = open_index(folder, SETTINGS)
    assert len(opened) == 5
    for found in (*PROTECTED, BARE, picture(part(1)), picture(pasted(2)), picture(drawn(99))):
        assert answers(opened, found) == answers(built, found)
    assert opened.search(FREE) == opened.search(picture(drawn(32))) == ()
    assert opened.entries() == built.entries()
    assert opened.neutral() == (FREE,)


def test_an_opened_index_grows_and_shrinks(folder: Path, tmp_path: Path) -> None:
    """Adding and removing need no rebuild, and saving again keeps both."""
    opened = open_index(folder, SETTINGS)
    opened.search(PROTECTED[0])
    opened.add(entry(picture(drawn(5))))
    assert opened.search(picture(part(5)))[0].kind == "crop"
    opened.add(entry(picture(drawn(6))))
    assert opened.search(picture(part(6)))[0].kind == "crop"
    assert opened.search(picture(part(1)))[0].kind == "crop"
    assert opened.remove(PROTECTED[1].sha256) == 1
    assert opened.search(picture(part(1))) == ()
    save_index(opened, tmp_path / "again")
    again = open_index(tmp_path / "again", SETTINGS)
    assert answers(again, picture(part(5))) == answers(opened, picture(part(5)))
    assert again.search(PROTECTED[1]) == ()


def test_an_empty_index_can_be_kept(tmp_path: Path) -> None:
    """A list without pictures is no special case."""
    save_index(PictureIndex(SETTINGS), tmp_path)
    opened = open_index(tmp_path, SETTINGS)
    assert opened.search(PROTECTED[0]) == ()
    opened.add(entry(PROTECTED[0]))
    assert opened.search(picture(part(0)))[0].kind == "crop"


def test_another_version_is_told_apart(folder: Path) -> None:
    """An index whose signatures mean something else is not used."""
    path = folder / MANIFEST
    manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(manifest, versions="old")))
    with pytest.raises(SchemaMismatch, match="was made by old, this is image"):
        open_index(folder, SETTINGS)


@pytest.mark.parametrize("name", ["protected/entries.msgpack", "ordinary/features.bin"])
def test_changed_files_are_refused(folder: Path, name: str) -> None:
    """A file that is longer than it was is not the one that was saved."""
    with (folder / name).open("ab") as file:
        file.write(b"x")
    with pytest.raises(ConfigurationError, match=name):
        open_index(folder, SETTINGS)


@pytest.mark.parametrize(
    "name",
    [MANIFEST, "protected/entries.msgpack", "ordinary/pdq_codes.npy", "protected/labels.npy"],
)
def test_missing_files_are_named(folder: Path, name: str) -> None:
    """An interrupted save leaves no manifest; a lost file is said too."""
    (folder / name).unlink()
    with pytest.raises(ConfigurationError, match="is no complete picture index"):
        open_index(folder, SETTINGS)

"""A compiled picture index on disk: saved in one go, opened by mapping its files into memory."""

from __future__ import annotations

import hashlib
import mmap
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np

from casework.errors import ConfigurationError, SchemaMismatch
from casework.frontier import PictureSignature
from casework.settings import MatchSettings
from matchers.image.calibration import Calibration
from matchers.image.hit import ReferenceEntry
from matchers.image.index import PictureIndex
from matchers.image.local import LocalIndex
from matchers.image.match import VERSIONS
from matchers.image.near import NearIndex
from matchers.image.stages import Stages

MANIFEST = "manifest.json"
PROTECTED, ORDINARY = "protected", "ordinary"


class Contents(msgspec.Struct, frozen=True):
    """What one folder of stages holds: the length of each picture's features, and the SHA-256 of
    each file that is read whole.
    """

    features: tuple[int, ...]
    files: dict[str, str]


class Manifest(msgspec.Struct, frozen=True):
    """What made an index, and what it holds."""

    versions: str
    calibration: Calibration
    background: tuple[PictureSignature, ...]
    protected: Contents
    ordinary: Contents


def save_index(index: PictureIndex, folder: Path) -> None:
    """Write an index into a folder, without what was removed; the manifest comes last."""
    manifest = Manifest(
        versions=VERSIONS,
        calibration=index.measured,
        background=index.protected.background,
        protected=_save(index.protected.whole(), folder / PROTECTED),
        ordinary=_save(index.ordinary.whole(), folder / ORDINARY),
    )
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))


def _save(entries: tuple[ReferenceEntry, ...], folder: Path) -> Contents:
    folder.mkdir(parents=True, exist_ok=True)
    # Labels are the places of the entries, without gaps where one was removed.
    plain = Stages(MatchSettings())
    for label, entry in enumerate(entries):
        plain.add(label, entry)
    bare = [replace(entry, picture=replace(entry.picture, features=b"")) for entry in entries]
    (folder / "entries.msgpack").write_bytes(msgspec.msgpack.encode(bare))
    with (folder / "features.bin").open("wb") as file:
        for entry in entries:
            file.write(entry.picture.features)
    for name, array in plain.near.arrays().items():
        np.save(folder / f"{name}.npy", array)
    plain.local.write_cells(str(folder / "cells.faiss"))
    return Contents(
        features=tuple(len(entry.picture.features) for entry in entries),
        files={path.name: _digest(path) for path in sorted(folder.iterdir()) if _small(path)},
    )


def open_index(folder: Path, settings: MatchSettings) -> PictureIndex:
    """Open a saved index; codes, features and cells are read as searches need them.

    Raises:
        SchemaMismatch: another version of the picture matcher made it; build it again.
        ConfigurationError: a file is missing or not the one that the manifest tells of.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
        if manifest.versions != VERSIONS:
            raise SchemaMismatch(
                f"The picture index in {folder} was made by {manifest.versions}, this is "
                f"{VERSIONS}; build it again."
            )
        protected, ordinary = (
            _open(folder / name, contents, settings, manifest.background)
            for name, contents in ((PROTECTED, manifest.protected), (ORDINARY, manifest.ordinary))
        )
    except (OSError, ValueError, KeyError, msgspec.MsgspecError) as error:
        raise ConfigurationError(
            f"is no complete picture index ({error})", file=str(folder)
        ) from None
    return PictureIndex.restored(protected, ordinary, settings, manifest.calibration)


def _open(
    folder: Path,
    contents: Contents,
    settings: MatchSettings,
    background: tuple[PictureSignature, ...],
) -> Stages:
    for name, digest in contents.files.items():
        if _digest(folder / name) != digest:
            raise ConfigurationError("is not the file that was saved", file=str(folder / name))
    entries = msgspec.msgpack.decode(
        (folder / "entries.msgpack").read_bytes(), type=list[ReferenceEntry]
    )
    packed = _features(folder / "features.bin", contents.features)
    arrays = {path.stem: np.load(path, mmap_mode="r") for path in sorted(folder.glob("*.npy"))}
    return Stages.restored(
        entries,
        NearIndex.restored(arrays),
        LocalIndex.restored(packed, str(folder / "cells.faiss")),
        settings,
        background,
    )


def _features(path: Path, lengths: tuple[int, ...]) -> dict[int, memoryview]:
    """Each label's packed features, as a view into the mapped file; absent where it has none."""
    if sum(lengths) != path.stat().st_size:
        raise ValueError(f"{path} has {path.stat().st_size} bytes")
    if not sum(lengths):
        return {}
    with path.open("rb") as file:
        view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    ends = np.cumsum(lengths).tolist()
    return {
        label: view[end - length : end]
        for label, (end, length) in enumerate(zip(ends, lengths, strict=True))
        if length
    }


def _small(path: Path) -> bool:
    """Files that are read whole anyway; hashing the mapped ones would read them all."""
    return path.name == "entries.msgpack"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

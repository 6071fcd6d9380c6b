"""A compiled picture index on disk: saved in one go, opened by mapping its files into memory."""

from __future__ import annotations

import hashlib
import mmap
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np

from casework.errors import ConfigurationError, SchemaMismatch
from casework.settings import MatchSettings
from matchers.image.calibration import Calibration
from matchers.image.hit import ReferenceEntry
from matchers.image.index import Parts, PictureIndex
from matchers.image.local import LocalIndex
from matchers.image.match import VERSIONS
from matchers.image.near import NearIndex

MANIFEST = "manifest.json"


class Manifest(msgspec.Struct, frozen=True):
    """What made an index, what it holds, and the SHA-256 of each file that is read whole."""

    versions: str
    references: int
    neutral: int
    features: tuple[int, ...]
    calibration: Calibration
    files: dict[str, str]


def save_index(index: PictureIndex, folder: Path) -> None:
    """Write an index into a folder, without what was removed; the manifest comes last."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = index.entries()
    whole = PictureIndex.build(
        entries, MatchSettings(), neutral=index.neutral(), measured=index.parts.measured
    )
    pictures = [*(entry.picture for entry in entries), *whole.neutral()]
    bare = [
        *(replace(entry, picture=replace(entry.picture, features=b"")) for entry in entries),
        *(
            ReferenceEntry("", "", picture.sha256, "", replace(picture, features=b""))
            for picture in whole.neutral()
        ),
    ]
    (folder / "entries.msgpack").write_bytes(msgspec.msgpack.encode(bare))
    with (folder / "features.bin").open("wb") as file:
        for picture in pictures:
            file.write(picture.features)
    for name, array in whole.parts.near.arrays().items():
        np.save(folder / f"{name}.npy", array)
    whole.parts.local.write_cells(str(folder / "cells.faiss"))
    manifest = Manifest(
        versions=VERSIONS,
        references=len(entries),
        neutral=len(whole.neutral()),
        features=tuple(len(picture.features) for picture in pictures),
        calibration=whole.parts.measured,
        files={path.name: _digest(path) for path in sorted(folder.iterdir()) if _small(path)},
    )
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))


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
        for name, digest in manifest.files.items():
            if _digest(folder / name) != digest:
                raise ConfigurationError("is not the file that was saved", file=str(folder / name))
        entries = msgspec.msgpack.decode(
            (folder / "entries.msgpack").read_bytes(), type=list[ReferenceEntry]
        )
        packed = _features(folder / "features.bin", manifest.features)
        arrays = {path.stem: np.load(path, mmap_mode="r") for path in sorted(folder.glob("*.npy"))}
        parts = Parts(
            NearIndex.restored(arrays),
            LocalIndex.restored(packed, str(folder / "cells.faiss")),
            manifest.calibration,
        )
    except (OSError, ValueError, KeyError, msgspec.MsgspecError) as error:
        raise ConfigurationError(
            f"is no complete picture index ({error})", file=str(folder)
        ) from None
    return PictureIndex.restored(entries, manifest.neutral, settings, parts)


def _features(path: Path, lengths: tuple[int, ...]) -> dict[int, memoryview]:
    """Each label's packed features, as a view into the mapped file; absent where it has none."""
    if sum(lengths) != path.stat().st_size:
        raise ValueError(f"{path.name} has {path.stat().st_size} bytes")
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

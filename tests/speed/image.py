"""What a picture costs, in full JPEG decodes of the same run, and what a search costs."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import cv2
import faiss
import numpy as np
from PIL import Image

from casework.settings import MatchSettings
from matchers.image.decode import decode, read_picture
from matchers.image.features import extract
from matchers.image.hamming import HammingBank
from matchers.image.index import PictureIndex, ReferenceEntry
from matchers.image.signature import pdq_signature, phash_signature, symmetric_codes
from matchers.image.views import views_of
from tests.quality.image.pictures import material

Given = TypeVar("Given")
ROUNDS = 5
SIDE = 1200


def cost(function: Callable[[Given], object], given: Sequence[Given]) -> float:
    """Processor seconds for one, the best of a few rounds over all."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        for one in given:
            function(one)
        best = min(best, (time.process_time() - begun) / len(given))
    return best


def enlarged(data: bytes) -> bytes:
    """A JPEG of 1,200 x 1,200 pixels, as shops serve them."""
    buffer = io.BytesIO()
    image = Image.open(io.BytesIO(data)).convert("RGB")
    image.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def stages() -> None:
    """Cost of every stage."""
    given = material()
    files = [enlarged(data) for data in given.others[::10]]
    full = cost(lambda data: Image.open(io.BytesIO(data)).load(), files)
    pixels = [decode(data, "speed").pixels for data in files]
    records = [read_picture(data, "speed") for data in files]
    references = [read_picture(data, "speed") for data in given.references]
    index = PictureIndex.build(
        (ReferenceEntry("b", "m", item.sha256, "", item) for item in references), MatchSettings()
    )
    index.search(records[0])
    costs = {
        "decode, safely, to working size": cost(lambda data: decode(data, "speed"), files),
        "views and PDQ of each": cost(
            lambda item: [pdq_signature(view.pixels) for view in views_of(item)], pixels
        ),
        "phash64": cost(lambda item: phash_signature(item, 100), pixels),
    }
    hashes = sum(costs.values())
    costs["local features"] = cost(extract, pixels)
    # A score of its own each time, so that no remembered answer is measured.
    least = iter(np.linspace(0.5, 0.6, ROUNDS * len(records)).tolist())
    costs[f"search of {len(references)} references, all stages"] = cost(
        lambda item: index.search(item, next(least)), records
    )
    print(f"one full decode of a {SIDE} x {SIDE} JPEG: {full * 1e3:.2f} ms\n")
    print("| stage | full decodes |\n| --- | --- |")
    for name, seconds in costs.items():
        print(f"| {name} | {seconds / full:.2f} |")
    whole = sum(costs.values())
    print(f"\npictures/s on one core, hashes only: {1 / hashes:.0f} (goal ≥ 80)")
    print(f"pictures/s on one core, every stage: {1 / whole:.1f} (goal ≥ 15)")


def exact_search() -> None:
    """One query of 16 probes over a million references; the slowest of twenty, but one."""
    generator = np.random.default_rng(1)
    codes = generator.integers(0, 256, (1_000_000, 32), dtype=np.uint8)
    bank = HammingBank(codes, np.arange(len(codes)))
    plain = faiss.IndexBinaryFlat(256)
    plain.add(codes)
    ours, theirs = [], []
    for row in range(20):
        probes = symmetric_codes(codes[row])
        begun = time.process_time()
        bank.within(probes, 62, complements=True)
        ours.append(time.process_time() - begun)
        begun = time.process_time()
        plain.search(np.concatenate([probes, ~probes]), 10)
        theirs.append(time.process_time() - begun)
    print(
        f"\nexact search, 16 probes, 1,000,000 references, p95: {sorted(ours)[18] * 1e3:.1f} ms "
        f"(goal ≤ 20); 16 plain faiss scans: {sorted(theirs)[18] * 1e3:.1f} ms"
    )


def main() -> int:
    """Measure on one thread; the algebra libraries read how many at their start only."""
    if "OPENBLAS_NUM_THREADS" not in os.environ:
        one = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "tests.speed.image"]
        sys.stdout.flush()
        return subprocess.run(command, env={**os.environ, **one}, check=False).returncode
    cv2.setNumThreads(1)
    faiss.omp_set_num_threads(1)
    stages()
    exact_search()
    return 0


if __name__ == "__main__":
    sys.exit(main())

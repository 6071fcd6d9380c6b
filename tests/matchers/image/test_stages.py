"""The stages together: vectors lead to a look at the picture, and what is removed is gone from all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import ImageOps

from casework.frontier import Picture
from casework.settings import MatchSettings
from matchers.image.decode import read_picture
from matchers.image.explain import explain
from matchers.image.index import PictureIndex
from matchers.image.stages import Stages
from tests.matchers.image.drawing import drawn, encoded, entry
from tests.matchers.image.plain_model import PlainModel

SETTINGS = MatchSettings()


def described(data: bytes) -> Picture:
    """A picture's record with vectors."""
    return read_picture(data, "u", PlainModel())


PROTECTED = described(encoded(drawn(1)))
COPY = described(encoded(drawn(1), "JPEG", quality=40))


def test_vectors_lead_to_a_look_at_the_picture() -> None:
    """A reference that a vector points to is laid over the picture, whatever else finds it."""
    stages = Stages(SETTINGS)
    stages.add(0, entry(PROTECTED))
    stages.add(1, entry(described(encoded(drawn(2)))))
    bare = replace(COPY, signatures=tuple(x for x in COPY.signatures if x.algorithm[0] == "n"))
    found = list(stages._neural_hits(bare, None))
    assert {item.hit.algorithm for item in found} == {"neural-plain"}
    assert found[0].label == 0
    hits = [item.hit for item in stages.hits(bare) if item.label == 0]
    by_vector = [hit for hit in hits if hit.algorithm == "neural-plain"]
    assert by_vector[0].similarity is not None
    assert by_vector[0].similarity > 0.6
    looked = [hit for hit in hits if hit.algorithm == "rootsift"]
    assert len(looked) == 2  # once by its features, once by its vector
    assert looked[0] == looked[1]
    stages.remove(PROTECTED.sha256)
    assert {item.label for item in stages.hits(bare)} <= {1}


def test_panels_of_references_have_no_vectors() -> None:
    """What a protected collage shows is not protected part by part."""
    panel = replace(PlainModel().signature(np.asarray(drawn(1))), view="panel")
    stages = Stages(SETTINGS)
    stages.add(0, entry(replace(PROTECTED, signatures=(panel,), features=b"")))
    assert list(stages.hits(replace(COPY, features=b""))) == []


def test_a_copy_of_equal_standing_is_named_once() -> None:
    """However many stages find a reference, it is one hit, the surest."""
    index = PictureIndex.build([entry(PROTECTED)], SETTINGS)
    (hit,) = index.search(described(encoded(ImageOps.mirror(drawn(1)))))
    assert hit.placement.transform == "mirrored"


def test_an_explanation_tells_the_similarity() -> None:
    """Where a vector found the copy, the words say how like it is."""
    coarse = encoded(drawn(1).resize((12, 10)).resize((240, 200)), "JPEG", quality=20)
    made = explain(coarse, encoded(drawn(1)), SETTINGS, (), PlainModel())
    assert made.hit is not None
    assert made.hit.algorithm == "neural-plain"
    assert "neural similarity above that of ordinary pictures: 0.65" in made.words

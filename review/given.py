"""What the application gives its handlers, by parameter name, and where their values come from."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from review.desk import Desk
from review.drawn_pictures import DrawnPictures
from review.rendering import Pages

GivenDesk = NamedDependency[Desk]
GivenPages = NamedDependency[Pages]
GivenPictures = NamedDependency[DrawnPictures]
PathText = FromPath[str]
PathNumber = FromPath[int]
Form = URLEncodedBody[dict[str, str]]
AnyRequest = Request[Any, Any, Any]

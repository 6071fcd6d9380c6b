"""Versions of what is kept of a picture; here, so that naming them needs no picture libraries."""

SIGNATURE_VERSION = "1"
FEATURES_VERSION = "1"

"""Tests of the picture matcher."""

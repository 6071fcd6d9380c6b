"""Tests of the text matcher."""

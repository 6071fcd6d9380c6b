"""Tests of the nouns and rules."""

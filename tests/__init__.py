"""Tests, the sample marketplace, and the quality and speed measurements."""

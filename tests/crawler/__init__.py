"""Tests of the crawler, against loopback shops of their own."""

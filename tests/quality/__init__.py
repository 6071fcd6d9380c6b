"""Accuracy, measured: `make quality` runs every part and prints its tables."""

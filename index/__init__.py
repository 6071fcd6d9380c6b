"""The record and its projections: what was seen, flagged and decided, and the search over it."""

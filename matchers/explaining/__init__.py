"""What an explanation says beside the hits: the steps of a score, the nearest passages, why no flag."""

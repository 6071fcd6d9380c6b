"""Speed, measured as ratios against baselines of the same run: `make speed` runs every part."""

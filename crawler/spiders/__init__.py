"""The spiders: one for every shop, driven by its source."""

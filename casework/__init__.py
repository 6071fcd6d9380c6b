"""The nouns and rules of the trade: pure records and functions that every other room speaks in."""

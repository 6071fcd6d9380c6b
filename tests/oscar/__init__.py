"""A shop that nobody here wrote: django-oscar on loopback, seeded through its own models."""

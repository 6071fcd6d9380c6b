"""The Django project of the oscar shop; runs in a virtual environment of its own."""

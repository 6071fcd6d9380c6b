"""What every test may ask for; the fixtures themselves live beside what they serve."""

from hypothesis import settings

pytest_plugins = ("tests.servers.fixtures",)

# A busy machine is slow now and then; what a test finds must not depend on it.
settings.register_profile("markwarden", deadline=None)
settings.load_profile("markwarden")

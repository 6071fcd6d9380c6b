"""compose.yaml: pinned, closed to the outside, and the version that the tests run against."""

from __future__ import annotations

import re
from pathlib import Path

from tests.servers.distribution import VERSION

TEXT = (Path(__file__).parents[3] / "compose.yaml").read_text()


def test_images_are_pinned_and_elasticsearch_is_the_tested_one() -> None:
    """No image follows a moving tag."""
    images = re.findall(r"image: (\S+)", TEXT)
    assert f"elasticsearch:{VERSION}" in images
    assert all(re.fullmatch(r"[a-z]+:\d+(\.\d+)+", image) for image in images)


def test_ports_are_open_to_this_machine_only() -> None:
    """Docker opens a port to the world unless it is told an address."""
    ports = re.findall(r'- "([\d.:]+)"', TEXT)
    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_security_is_on_and_no_password_is_written_down() -> None:
    """Passwords come from the environment, and without one nothing starts."""
    assert 'xpack.security.enabled: "true"' in TEXT
    passwords = re.findall(r"PASSWORD: (.+)", TEXT)
    assert len(passwords) == 2
    assert all(re.match(r"\$\{\w+:\?", value) for value in passwords)
    assert TEXT.count("healthcheck:") == 2

"""Real servers that tests and demonstrations start on loopback."""

"""Pure matching: one listing and the protected list give evidence, and evidence gives flags."""

"""The reviewers' workbench: a web application in which people decide flags."""

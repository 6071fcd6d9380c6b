"""The error tree and how problems are said."""

from __future__ import annotations

import inspect

from casework import errors
from casework.errors import ConfigurationError, MarkwardenError, StoppedByLock, UsageError
from casework.problem import Problem


def test_the_drawing_of_the_tree_is_the_tree() -> None:
    """Every error class stands in the drawing at the top of its module, and nothing else does."""
    drawn = {
        line.strip(" |-`").split()[0]
        for line in (errors.__doc__ or "").splitlines()
        if line.startswith("    ") and line.strip(" |-`")
    }
    defined = {
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, MarkwardenError)
    }
    assert drawn == defined


def test_exit_statuses() -> None:
    """Usage and configuration end with 2, a lock with 3, everything else with 1."""
    assert MarkwardenError.exit_status == 1
    assert UsageError.exit_status == ConfigurationError.exit_status == 2
    assert StoppedByLock.exit_status == 3


def test_a_configuration_error_says_where() -> None:
    """File, key and value stand around the sentence, where they are known."""
    assert str(ConfigurationError("wrong.")) == "wrong."
    assert str(ConfigurationError("wrong.", file="f", key="k", value=3)) == (
        "f: k: wrong. (value: 3)"
    )


def test_a_problem_is_one_line() -> None:
    """A problem leaves out what it does not know."""
    assert str(Problem("f", 3, "k", "v", "wrong.")) == "f:3: k: wrong. (value: v)"
    assert str(Problem("f", 0, "", "", "wrong.")) == "f: wrong."

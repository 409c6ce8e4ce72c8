"""What `make chaos` adds: a seed that an argument repeats, and tables at the end of a run."""

from __future__ import annotations

from collections.abc import Callable
from random import SystemRandom

import pytest

_SEED = pytest.StashKey[int]()
_TABLES = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", type=int, help="what draws moments, in place of a new one")


def pytest_configure(config: pytest.Config) -> None:
    given = config.getoption("--seed", default=None)
    config.stash[_SEED] = SystemRandom().randrange(10_000) if given is None else given
    config.stash[_TABLES] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    stash = terminalreporter.config.stash
    for table in stash[_TABLES]:
        terminalreporter.write_line(table)
    terminalreporter.write_line(f"make chaos ARGS='--seed {stash[_SEED]}' draws the same moments")


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """What draws the moments of this run."""
    return request.config.stash[_SEED]


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Has a table printed when the run is over, however it went."""
    return request.config.stash[_TABLES].append

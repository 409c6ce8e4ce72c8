"""What a person reads when something they asked for can't be done.

Two sentences: what is wrong, then whether anyone was called and what to do next. Every `problem`
of a `UsageError` has its row in one of this package's tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.messages.problems.accounts import ACCOUNTS, TEAM
from bot.core.messages.problems.lists import LISTS
from bot.core.messages.problems.making import FAULTS, MAKING
from bot.core.messages.problems.problem import Problem
from bot.core.messages.problems.records import RECORDS
from bot.core.messages.problems.rights import RIGHTS
from bot.core.messages.problems.scripts import SCRIPTS
from bot.core.messages.problems.state import STATE
from bot.core.messages.problems.typed import TYPED
from bot.core.messages.problems.uploads import UPLOADS
from bot.core.messages.problems.voice import VOICE
from bot.core.messages.text import Button, Message, bold, lines
from bot.core.people import Language
from bot.core.phones import mask, mask_numbers
from bot.errors import UsageError

PROBLEMS: Final[Mapping[str, Problem]] = MappingProxyType(
    {
        **TYPED,
        **RIGHTS,
        **RECORDS,
        **STATE,
        **ACCOUNTS,
        **TEAM,
        **SCRIPTS,
        **MAKING,
        **UPLOADS,
        **VOICE,
        **LISTS,
    }
)

_NUMBERS: Final = frozenset({"number", "new"})
_COUNTS: Final = frozenset({"missing", "extra", "digits", "rows", "columns", "most"})


def render_problem(
    error: UsageError,
    language: Language,
    *,
    masked: bool = False,
    keyboard: tuple[tuple[Button, ...], ...] = (),
) -> Message:
    """The two sentences, numbers masked in groups, and the buttons that mend it."""
    problem = PROBLEMS[error.problem]
    what = bold(what_is_wrong(error, language, masked=masked))
    then = problem.then.render(language, **_values(error, language, masked))
    return Message(lines(Markup("{} {}").format(problem.sign, what), then), keyboard)


def what_is_wrong(error: UsageError, language: Language, *, masked: bool = False) -> Markup:
    """The first sentence alone, for a place that says the rest by itself."""
    return PROBLEMS[error.problem].what.render(language, **_values(error, language, masked))


def _values(error: UsageError, language: Language, masked: bool) -> dict[str, str | int]:
    return {name: _shown(name, value, language, masked) for name, value in error.values.items()}


def _shown(name: str, value: str, language: Language, masked: bool) -> str | int:
    if name == "fault" and value in FAULTS:
        return FAULTS[value].render(language)
    if name in _COUNTS:
        return int(value)
    if not masked:
        return value
    # Whatever was mistyped may be a number, or hold one.
    return mask(value) if name in _NUMBERS else type(value)(mask_numbers(value))

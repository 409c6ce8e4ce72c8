"""The handlers of lists, together: from the file that is sent to the buttons of a list's end."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.list_draft import ListDraft
from bot.chat.list_fix import ListFix
from bot.chat.list_preview import ListAnswers, ListPreviewButtons
from bot.chat.list_run import ListButtons
from bot.chat.lists import Lists


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFamily:
    """One object a part of a list's way."""

    sent: Lists
    draft: ListDraft
    preview: ListPreviewButtons
    fix: ListFix
    answers: ListAnswers
    run: ListButtons

"""For `pbxbot check`: whether Telegram takes our token, and administrators can be written to."""

from __future__ import annotations

from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.chat.polling import TelegramBot


async def check_token(bot: TelegramBot) -> tuple[str, str]:
    """The bot's username, or how to mend that Telegram does not tell it."""
    try:
        await bot.initialize()
    except InvalidToken:
        return "", "Telegram refuses it: copy it anew from @BotFather."
    except TelegramError:
        return "", (
            "Telegram can't be reached: let this machine out to TELEGRAM_API_URL, "
            "or set TELEGRAM_PROXY."
        )
    return f"@{bot.username}", ""


async def check_administrator(bot: TelegramBot, person_id: int) -> str:
    """How to mend that an administrator can't be written to; empty if they can."""
    try:
        await bot.get_chat(person_id)
    except (BadRequest, Forbidden):
        return f"{person_id} has never written to the bot: send it /start."
    except TelegramError:
        return f"Telegram does not say whether {person_id} can be written to: check again."
    return ""

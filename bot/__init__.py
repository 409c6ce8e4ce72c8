"""A Telegram bot with which a team runs its voice calls over a PBX."""

__version__ = "0.1.0.dev0"

"""The Telegram edge: who may do what from which message, and every request that leaves for it."""

"""Peers to run against: a simulated PBX and a simulated Telegram. Imports nothing else of bot/."""

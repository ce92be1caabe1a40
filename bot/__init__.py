"""Twinbot: a Discord bot for city diplomacy: who is tied to whom, since when, in what state, and who helps."""

__version__ = "0.1.0"

"""How the shipped catalogue is compiled from raw facts: run once for each edition of ``data/``, not by the bot."""

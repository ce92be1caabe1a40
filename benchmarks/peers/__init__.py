"""The bots that are measured, each a process of its own: the peers, and Twinbot itself."""

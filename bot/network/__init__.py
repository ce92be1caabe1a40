"""The pairings as a network: how two cities are connected, who is near, whom to ask. Knows neither Discord nor SQL.

What it needs of the store it names in :class:`~bot.network.ties.Ties`.
"""

"""Announcements: what is told, when it falls due, and the courier that delivers it once.

:mod:`~bot.announcements.kinds` says what is told, :mod:`~bot.announcements.planning` puts it into the outbox,
:mod:`~bot.announcements.courier` takes it to Discord.
"""

"""What somebody has in hand after an answer with files."""

from __future__ import annotations

import discord

from bot.store import entries
from bot.store.database import Connection
from tests.e2e.conftest import Place
from tests.factories import claim, event, pairing

OWN = 2**40
"""A number that no row of the shared catalogue has."""


async def files_of(message: discord.Message) -> dict[str, bytes]:
    """The attached files by their name."""
    return {file.filename: await file.read() for file in message.attachments}


async def only(message: discord.Message, ending: str) -> bytes:
    """The one attached file with that ending."""
    [content] = [content for name, content in (await files_of(message)).items() if name.endswith(ending)]
    return content


def closed_to_files(place: Place) -> None:
    """From now on the bot may attach no files in the channel where it is asked."""
    place.channel = place.guild.create_text_channel(
        "bare", overwrites={place.guild.default_role: discord.PermissionOverwrite(attach_files=False)}
    )


async def add_own_tie(place: Place, one: int, other: int, guild_id: int) -> None:
    """A tie that a server has added to its own list."""
    rows = [
        ("pairings", pairing(OWN, one, other, note="=HYPERLINK(0)")),
        ("events", event(OWN, "signed", OWN)),
        ("claims", claim(OWN, OWN, "2020-02-29", source_id=None)),
    ]

    def work(db: Connection) -> None:
        for table, row in rows:
            entries.put(db, table, row, guild_id if table == "pairings" else None)

    await place.bot.store.write(work)

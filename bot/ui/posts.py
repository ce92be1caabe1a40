"""The look of what the bot posts unasked: one sentence that stands alone, and an embed with what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.announcements.door import Dressed
from bot.announcements.post import THIS_SERVER, Cited, Command, Instant, Line, Mention, Piece, Post, ServerName, Strong, record
from bot.domain.announcements import Announcement
from bot.ui import theme
from bot.ui.card import sentence
from bot.ui.controls import Control, button, control_id, menu
from bot.ui.inert import ELLIPSIS, code, inert
from bot.ui.limits import CONTENT, DESCRIPTION
from bot.ui.source_lines import source_line

SENTENCE = CONTENT
"""Characters of what stands outside the box, with the role that is pinged; Discord shows more, a notification less."""
LINE = 500
"""Words of one line; a source's address may be longer."""
LEAST = 10
"""Where less room is left, words are left out: nothing can be read in it."""
NOBODY = 0
"""Whose controls these are: nobody's, so everybody who presses gets a copy of their own."""


def dress(
    post: Post, mark: str, order: Announcement | None, prefix: str, *, embeds: bool = True, server: str = THIS_SERVER
) -> Dressed:
    """A post as Discord takes it.

    Args:
        mark: what the post is found again by.
        order: what it belongs to: it may name a role that is pinged.
        prefix: how commands are typed.
        embeds: whether embeds are shown where it goes; if not, the sentence goes alone.
        server: what the server is called.
    """
    after = written(post.after, prefix, SENTENCE, server)
    role = f" <@&{order.role_id}>" if order is not None and order.role_id else ""
    # A box that held nothing but the mark would be larger than what is said.
    embed = _embed(post, mark, prefix, server) if embeds and post.lines else None
    small = "" if embed is not None else f"\n-# {mark}"
    said = written(post.sentence, prefix, SENTENCE - len(after) - len(role) - len(small), server)
    return Dressed(f"{said}{after}{role}{small}", embed, _view(post), record(post))


def written(line: Line, prefix: str, room: int, server: str = THIS_SERVER) -> str:
    """A line with its markup. Words are cut, whole ones, where they would take more than ``room`` characters together."""
    made = ""
    for piece in line:
        made += _piece(piece, prefix, room - len(made), server)
    return made


def _embed(post: Post, mark: str, prefix: str, server: str) -> discord.Embed:
    colour = theme.STATUS[post.status] if post.status is not None else theme.LIST
    lines, room = [], DESCRIPTION - len(ELLIPSIS) - 1
    for line in post.lines:
        text = written(line, prefix, LINE, server)
        room -= len(text) + 1
        if room < 0:
            lines.append(ELLIPSIS)
            break
        lines.append(text)
    embed = discord.Embed(description="\n".join(lines) or None, colour=colour)
    embed.set_footer(text=mark)
    return embed


def _view(post: Post) -> discord.ui.View | None:
    controls = _controls(post)
    answer = sentence("", *controls) if controls else None
    return answer.view if answer is not None and isinstance(answer.view, discord.ui.View) else None


def _controls(post: Post) -> Sequence[Control]:
    ways = [button(way.label, control_id(way.card, way.action, *way.ids, asker=NOBODY)) for way in post.ways]
    if not post.choices:
        return ways
    options = [(f"{choice.ids[0]}-{choice.ids[1]}", choice.label, choice.described) for choice in post.choices]
    return [menu("Open a pairing", control_id("tw", "open", asker=NOBODY), options), *ways]


def _piece(piece: Piece, prefix: str, room: int, server: str) -> str:
    match piece:
        case Strong(words):
            text = inert(words, room - len("****")) if room > LEAST else ""
            return f"**{text}**" if text else ""
        case Cited(source):
            return source_line(source)
        case Command(words):
            return f"`{code(f'{prefix}{words}')}`"
        case Instant(at):
            return f"<t:{int(at.timestamp())}:f>"
        case Mention(user_id):
            return f"<@{user_id}>"
        case ServerName():
            piece = server
    if not piece.strip():
        return " " if piece and room > 0 else ""
    text = inert(piece, room - len("  ")) if room > LEAST else ""
    # Blanks at the ends of a plain piece part it from its neighbours.
    before = " " if piece[:1] == " " and text else ""
    after = " " if piece[-1:] == " " and text and not text.endswith(ELLIPSIS) else ""
    return f"{before}{text}{after}"

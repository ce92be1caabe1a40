"""What somebody watches: the bundle of one person, and that it rests because they cannot be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.announcements.kinds.kind import CatchUp, Kind, Telling
from bot.announcements.kinds.pairing_words import choice, named
from bot.announcements.post import Choice, Command, Line, Mention, Post, Strong, Way
from bot.domain import wording
from bot.domain.announcements import AnnouncementKind
from bot.store import pairings
from bot.store.database import Connection

LINES = 10
"""So many matters a bundle names; then it says how many more there are."""
MENU = 25
CODE = "wt"
"""The card whose controls are those of what somebody watches."""


class Watched(Kind):
    """What goes to one person: several matters in one message.

    Args:
        told: the kinds whose matters can be watched.
    """

    name = AnnouncementKind.WATCHED
    title = "what you watch"
    what = "Tells a member what happens to what they watch."
    catch_up = CatchUp.ALL
    for_servers = False

    def __init__(self, told: Mapping[AnnouncementKind, Kind]) -> None:
        self._told = told

    def post(self, db: Connection, telling: Telling) -> Post | None:
        """``**3 things that you watch changed.**`` and a line each; of one thing its own post."""
        if "paused" in telling.about:
            return _paused(telling)
        found = {post.sentence: post for post in self._posts(db, telling)}
        posts = [*found.values()]
        if not posts:
            return None
        if len(posts) == 1:
            post = posts[0]
            return replace(post, sentence=(*_to(telling), *post.sentence), lines=(*post.lines, _WHY), ways=post.ways)
        choices = tuple(_choices(db, telling, posts))[:MENU]
        lines: list[Line] = [post.sentence for post in posts[:LINES]]
        if len(posts) > LINES and choices:
            lines.append((f"{len(posts) - LINES} more; the menu below opens each pairing.",))
        elif len(posts) > LINES:
            lines.append((f"{len(posts) - LINES} more: ", Command("changes")))
        # Several things that happened to one pairing have one picture.
        picture = posts[0].picture if all(post.picture == posts[0].picture for post in posts) else None
        return Post(
            sentence=(*_to(telling), Strong(f"{len(posts)} things that you watch changed.")),
            lines=(*lines, _WHY),
            choices=choices,
            picture=picture,
        )

    def _posts(self, db: Connection, telling: Telling) -> Iterator[Post]:
        """Each matter as it is told by itself; what nothing is left to say of is left out."""
        for matter in telling.about["matters"]:
            kind = self._told.get(AnnouncementKind(matter["kind"]))
            post = kind.post(db, replace(telling, about=matter["about"], guild_id=matter["guild"])) if kind else None
            if post is not None:
                yield post


_WHY: Line = ("You are told because you watch it: ", Command("watching"))


def _paused(telling: Telling) -> Post:
    """That they are not told any more, where they can read it."""
    things = wording.count(telling.about["paused"], "thing")
    channel = telling.about["channel"]
    if channel is None:
        said = (
            " I cannot send you direct messages, so I pause what you watch. Nothing of it is lost. "
            "Allow direct messages in this server’s privacy settings, then press Go on."
        )
    else:
        said = f"I cannot write any more in the channel where I told you of {things} that you watch, so I pause that. Nothing is lost."
    return Post(
        sentence=(*_to(telling), said.strip()),
        lines=((f"{wording.upper_first(things)} paused: ", Command("watching")),),
        ways=(Way("Go on", CODE, "go", (channel or 0,)),),
    )


def _to(telling: Telling) -> Line:
    """Whom it is for, if it stands in a channel."""
    mentioned = telling.about.get("mention")
    return (Mention(int(mentioned)), " ") if mentioned else ()


def _choices(db: Connection, telling: Telling, posts: Sequence[Post]) -> Iterator[Choice]:
    """The pairings that the posts open, each once."""
    guilds = {matter["guild"] for matter in telling.about["matters"]}
    seen = set()
    for way in (way for post in posts for way in post.ways if way.card == "pr"):
        if way.ids in seen:
            continue
        seen.add(way.ids)
        one, other = way.ids[:2]
        recorded = next(filter(None, (pairings.of_pair(db, one, other, guild) for guild in guilds)), None)
        if recorded is not None:
            status = wording.status_in_row(recorded.standing(telling.today))
            yield choice(named(recorded, telling.countries), wording.upper_first(status))

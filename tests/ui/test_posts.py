"""Posts as Discord takes them: whatever the catalogue holds, within its limits, and nothing in it does anything."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.announcements.kinds import KINDS, Matter, Moment, Telling
from bot.announcements.kinds.initiative_words import facts_line, link_line, note_line, organiser_line, source_line
from bot.announcements.kinds.pairing_words import (
    done_together,
    halted,
    named,
    not_ended,
    position_line,
    source_lines,
    status_choice,
    status_line,
)
from bot.announcements.post import Cited, Command, Instant, Post, ServerName, Strong, Way
from bot.domain.announcements import Announcement, AnnouncementKind
from bot.domain.records import Countries, RecordedInitiative, RecordedPairing
from bot.settings import Settings
from bot.store import database, places
from bot.ui.limits import BUTTON, CONTENT, DESCRIPTION, EMBED, OPTION, OPTIONS
from bot.ui.posts import dress
from tests.factories import TODAY, countries, source
from tests.ui import catalogues

LINES = (("A line.",),)
MARK = "K7M-4Q2"
ROLE = 10**18 + 1
LATE = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
SERVER = 41


def order(kind: AnnouncementKind = AnnouncementKind.DIGEST, **fields: object) -> Announcement:
    return Announcement.model_validate(
        {"announcement_id": 3, "guild_id": SERVER, "channel_id": 5, "kind": kind, "role_id": ROLE, **fields}
    )


def outside_code(text: str) -> str:
    """``text`` without what stands between backticks, where Discord shows every sign as it is; an escaped one begins nothing."""
    return re.sub(r"(?<!\\)`[^`\n]*`", "", text)


def faults(post: Post) -> list[str]:
    """What is wrong with a post as it goes out, with a role that is pinged and a word that it is late: at its longest."""
    found = []
    for embeds in (True, False):
        dressed = dress(post.late(LATE).corrected("22 November 2026"), MARK, order(), "!", embeds=embeds)
        pinged = outside_code(dressed.content).replace(f"<@&{ROLE}>", "", 1).replace(f"<t:{int(LATE.timestamp())}:f>", "", 1)
        if len(dressed.content) > CONTENT:
            found.append(f"content of {len(dressed.content)}")
        if re.search(r"(?<!\\)<[@#:t/]|@everyone|@here|://|(?<!\\)\]\(", pinged):
            found.append(f"content does something: {pinged}")
        if dressed.embed is not None:
            text = dressed.embed.description or ""
            if len(text) > DESCRIPTION or len(dressed.embed) > EMBED:
                found.append(f"embed of {len(text)}")
            if re.search(r"(?<!\\)<[@#:t/]|@everyone|@here", outside_code(text)):
                found.append(f"embed does something: {text}")
        for item in dressed.view.to_components() if dressed.view else []:
            for each in item["components"]:
                if len(each.get("label") or "") > BUTTON or len(each.get("options", ())) > OPTIONS:
                    found.append(f"control {each}")
                if any(len(one["label"]) > OPTION for one in each.get("options", ())):
                    found.append(f"option {each}")
    return found


@given(catalogues.pairings())
def test_whatever_a_pairing_holds_its_posts_fit_and_do_nothing(recorded: RecordedPairing) -> None:
    whole = named(recorded, countries())
    standing = whole.standing(TODAY)
    lines = (
        *not_ended(standing), *position_line(whole, standing), *done_together(whole, TODAY), *source_lines(standing),
        status_line(whole, standing),
    )  # fmt: skip
    ways = (Way(f"Pairings of {whole.a.name}", "tw", "n", (whole.a.city_id,)),)
    choices = (status_choice(whole, standing),) * 3
    assert faults(Post(status_line(whole, standing), lines, standing.status, ways, choices)) == []
    assert faults(Post((Strong(whole.a.name), halted(whole, standing), " ", whole.b.name), lines * 5)) == []


@given(catalogues.RECORDED_INITIATIVES)
def test_whatever_an_initiative_holds_its_posts_fit_and_do_nothing(recorded: RecordedInitiative) -> None:
    initiative = recorded.initiative
    lines = (
        organiser_line(recorded, countries()), *note_line(initiative), facts_line(initiative, TODAY),
        source_line(recorded, TODAY, occupied=False), link_line(initiative, TODAY),
    )  # fmt: skip
    assert faults(Post((Strong(f"New aid entry for {recorded.initiative.organiser}:"), f" {initiative.title}."), lines)) == []


@given(st.text(max_size=1500), st.text(max_size=100))
@example("<\\", "")
@example("`</", "`")
def test_whatever_is_written_a_message_does_nothing(words: str, server: str) -> None:
    post = Post((words, ServerName(), Strong(words)), ((words,), (Strong(server), Command(words))))
    assert faults(post) == []
    assert len(dress(post, MARK, order(), "!", server=server).content) <= CONTENT


def shipped_posts(db: sqlite3.Connection, names: Countries) -> Iterator[Post]:
    """A post of every kind about everything that ships."""
    for kind, table, column in (
        (AnnouncementKind.NEW_PAIRING, "pairing", "pairing"),
        (AnnouncementKind.STATUS_CHANGE, "pairing", "pairing"),
        (AnnouncementKind.SPOTLIGHT, "pairing", "pairing"),
        (AnnouncementKind.SPOTLIGHT, "city", "city"),
        (AnnouncementKind.NEW_INITIATIVE, "initiative", "initiative"),
    ):
        for (number,) in db.execute(f"SELECT {table}_id FROM {table}").fetchall():
            telling = Telling({column: number}, TODAY, names, SERVER, order(kind))
            post = KINDS[kind].post(db, telling)
            if post is not None:
                yield post
    daily = order(AnnouncementKind.ON_THIS_DAY, rhythm="every day 9:00")
    for number in range(366):
        at = dt.datetime(2027, 1, 1, 9, 0, tzinfo=dt.UTC) + dt.timedelta(days=number)
        for matter in told_at(db, daily, at):
            post = KINDS[daily.kind].post(db, Telling(matter.about, at.date(), names, SERVER, daily))
            assert post is not None
            yield post


def told_at(db: sqlite3.Connection, daily: Announcement, at: dt.datetime) -> list[Matter]:
    return list(KINDS[daily.kind].told_at(db, daily, Moment(at, at, None)))


def test_every_post_about_what_ships_fits_and_does_nothing(shipped: Settings) -> None:
    db = database.connect(shipped.store_path)
    try:
        posts = list(shipped_posts(db, places.countries(db)))
        assert len(posts) > 4000
        assert [fault for post in posts for fault in faults(post)] == []
    finally:
        db.close()


def test_a_role_is_named_after_the_sentence_and_only_where_one_is_set() -> None:
    post = Post((Strong("Kyiv"), " and Tampere."), LINES)
    assert dress(post, MARK, order(), "!").content == f"**Kyiv** and Tampere. <@&{ROLE}>"
    assert dress(post, MARK, order(role_id=None), "!").content == "**Kyiv** and Tampere."


def test_what_is_late_says_when_it_was_due_and_what_is_corrected_begins_so() -> None:
    post = Post((Strong("Kyiv"), " and Tampere."), LINES)
    assert dress(post.late(LATE), MARK, None, "!").content == f"**Kyiv** and Tampere. (late: due <t:{int(LATE.timestamp())}:f>)"
    assert dress(post.corrected("23 November 2026"), MARK, None, "!").content == (
        "**Corrected 23 November 2026.** **Kyiv** and Tampere."
    )


def test_a_long_sentence_leaves_room_for_the_role_and_ends_after_a_whole_word() -> None:
    post = Post(("word " * 200,), LINES).late(LATE)
    content = dress(post, MARK, order(), "!").content
    assert len(content) <= CONTENT
    assert content.endswith(f"word… (late: due <t:{int(LATE.timestamp())}:f>) <@&{ROLE}>")


def test_what_has_no_lines_goes_without_a_box_and_bears_its_mark_below() -> None:
    dressed = dress(Post((Strong("Kyiv"), " and Tampere.")), MARK, order(), "!")
    assert dressed.embed is None
    assert dressed.content == f"**Kyiv** and Tampere. <@&{ROLE}>\n-# {MARK}"


def test_where_embeds_are_not_shown_the_sentence_goes_alone_with_its_mark() -> None:
    dressed = dress(Post(("Kyiv.",), (("A line.",),)), MARK, None, "!", embeds=False)
    assert dressed.embed is None
    assert dressed.content == f"Kyiv.\n-# {MARK}"


@pytest.mark.parametrize("many", [1, 5])
def test_lines_that_do_not_fit_are_left_out_whole_and_that_is_seen(many: int) -> None:
    post = Post(("Kyiv.",), (("long " * 99,),) * many)
    embed = dress(post, MARK, None, "!").embed
    assert embed is not None
    assert (embed.description or "").endswith("…") == (many > 4)
    assert len(embed.description or "") <= DESCRIPTION


def test_pieces_have_their_look() -> None:
    line = ("Source: ", Cited(source()), " ", Command("changes 14"), " ", Instant(LATE))
    embed = dress(Post(("Kyiv.",), (line,)), MARK, None, "!").embed
    assert embed is not None
    assert embed.description == (
        f"Source: [The Daily Example](https://example.org/1), undated · grade D, press `!changes 14` <t:{int(LATE.timestamp())}:f>"
    )

"""The cards and forms of announcements, with whatever their fields hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.announcements.kinds import KINDS
from bot.announcements.post import Post
from bot.announcements.rehearsing import HeldBack
from bot.domain.announcements import (
    Announcement,
    AnnouncementKind,
    AnnouncementState,
    Delivery,
    DeliveryState,
    Filters,
    Occurrence,
)
from bot.domain.initiatives import Sector
from bot.domain.pairings import Status
from bot.ui import announcing, announcing_forms, announcing_why
from bot.ui.announcing import Shown
from bot.ui.announcing_forms import AnnouncementForm, Part
from tests.ui.seen import Seen, asking, faults

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
LARGEST = 2**63 - 1
FOR_SERVERS = [kind for kind in KINDS.values() if kind.for_servers]
LONG = "*_~`@everyone <@&1> https://evil.example [x](y) " * 40
ROOM = 2000
"""What Discord takes in a message that is no card."""


def order(kind: AnnouncementKind = AnnouncementKind.DIGEST, **fields: Any) -> Announcement:
    given = {"announcement_id": 3, "guild_id": 1, "channel_id": 2, "rhythm": KINDS[kind].default_rhythm, **fields}
    return Announcement(kind=kind, **given)


def shown(one: Announcement | None = None, **fields: Any) -> Shown:
    return Shown(**{"order": one or order(), "place": "#news", "zone": "Europe/Kyiv", **fields})


def delivery(state: DeliveryState = DeliveryState.SENT, **fields: Any) -> Delivery:
    given: dict[str, Any] = {
        "delivery_id": 1, "occurrence": Occurrence(1, "digest of 3", AnnouncementKind.DIGEST, {}, 1, NOON), "announcement_id": 3,
        "channel_id": 2, "to_person": False, "state": state, "due_at": NOON, "attempts": 0, "fence": 1, "first_tried_at": None,
        "message_id": None, "said": "", "error": "", **fields,
    }  # fmt: skip
    return Delivery(**given)


def fullest(number: int = LARGEST) -> Shown:
    """An announcement of which every field is as long as it can be."""
    filters = Filters(countries=("UA",) * 25, cities=(1,) * 25, sectors=tuple(Sector), statuses=tuple(Status))
    one = order(
        announcement_id=number, rhythm="the second Wednesday of every month 12:00", filters=filters, role_id=5, publish=True,
        quiet_from=0, quiet_to=1439, even_if_nothing=True, words=LONG[:1500], state=AnnouncementState.PAUSED, paused_why=LONG[:500],
        next_due=4_000_000_000,
    )  # fmt: skip
    last = delivery(DeliveryState.DROPPED, error=LONG[:500], said=LONG)
    return shown(
        one, place="#" + "a" * 100, zone="America/Argentina/ComodRivadavia", role=LONG[:100], cities=(LONG[:100],) * 25,
        countries=(LONG[:60],) * 25, last=last, waits=1000, trouble=LONG[:400],
    )  # fmt: skip


def test_the_list_of_twenty_five_fits_on_its_pages_whatever_they_hold() -> None:
    those = [fullest(LARGEST - number) for number in range(25)]
    for page in range(1, 6):
        answer = announcing.list_card(asking(), those, "America/Argentina/ComodRivadavia", page=page)
        assert not faults(answer)
        assert f"Page {min(page, 4)} of 4" in Seen(answer).plain


def test_one_with_everything_set_fits_and_nothing_in_it_is_markup() -> None:
    answer = announcing.order_card(asking(), fullest())
    assert not faults(answer)
    text = "\n".join(Seen(answer).texts)
    assert "@everyone" not in text
    assert "https://" not in text
    assert "<@&" not in text


def test_why_fits_however_much_there_is_to_tell() -> None:
    many = [delivery(state, error=LONG[:500], said=LONG, attempts=5, sent_at=NOON) for state in DeliveryState for _ in range(5)]
    held = [HeldBack(NOON, Post(sentence=(LONG,)), ("countries", "cities", "sectors", "statuses"))] * 30
    assert not faults(announcing_why.why_card(asking(), fullest(), many, many, held, NOON))
    for one in many:
        assert not faults(announcing_why.delivery_card(asking(), one, "#" + "a" * 100, is_there=True))


def test_the_sentences_fit_into_a_message() -> None:
    full, times = fullest(), [NOON, NOON, NOON]
    for answer in (
        announcing.kept(asking(), full, times, [LONG[:200]] * 3, new=True),
        announcing.paused(full, was_active=True),
        announcing.paused(full, was_active=False),
        announcing.resumed(full, 1000, was_paused=True),
        announcing.ask_to_remove(asking(), full),
        announcing.tested(full, example=True, nothing=False),
        announcing.not_posted(full, LONG),
        announcing_forms.unclear(asking(), 1, dict.fromkeys(("channel", "when", "words", "role", "publish"), LONG)),
    ):
        assert not faults(answer, content=ROOM)


def test_each_state_of_the_list_is_told_in_words() -> None:
    card = Seen(
        announcing.list_card(
            asking(),
            [
                shown(order(announcement_id=1, next_due=int(NOON.timestamp())), last=delivery(sent_at=NOON)),
                shown(order(AnnouncementKind.STATUS_CHANGE, announcement_id=2), last=delivery(DeliveryState.UNCERTAIN)),
                shown(order(announcement_id=3, state=AnnouncementState.PAUSED, paused_why="the channel is gone"), waits=2),
                shown(order(announcement_id=4), set_aside="ValueError: no"),
            ],
            "Europe/Kyiv",
        )
    ).said
    assert card == (
        "4 announcements, 1 of them paused\n"
        "\n"
        "1 · Digest in #news, every Monday 9:00\n"
        "next 22 Nov 2026 12:00 UTC · last: sent 22 Nov 2026 12:00 UTC\n"
        "2 · Changes of status in #news, as it happens\n"
        "last: may have gone out\n"
        "3 · Digest in #news, every Monday 9:00\n"
        "no further time · nothing posted yet · paused: the channel is gone; 2 posts wait\n"
        "4 · Digest in #news, every Monday 9:00\n"
        "no further time · nothing posted yet · set aside, for it failed again and again (ValueError: no); resuming it tries anew\n"
        "\n"
        "Set times are by Europe/Kyiv; !settings timezone changes that"
    )


def test_one_that_was_set_aside_can_be_resumed_though_it_is_active() -> None:
    assert "Resume" in Seen(announcing.order_card(asking(), shown(set_aside="ValueError: no"))).buttons
    assert "Pause" in Seen(announcing.order_card(asking(), shown())).buttons


@pytest.mark.parametrize("kind", FOR_SERVERS, ids=lambda kind: str(kind.name))
@pytest.mark.parametrize("part", Part)
async def test_every_form_of_every_kind_has_at_most_five_fields_and_discord_takes_it(kind: Any, part: Part) -> None:
    values = {field.name: "1" if field.name in ("channel", "role") else LONG for field in announcing_forms.EVERY_FIELD}
    form = AnnouncementForm(kind, part, values, _nothing)
    rows = form.to_dict()["components"]
    assert len(rows) <= 5
    assert len(form.title) <= 45
    for row in rows:
        assert len(row["label"]) <= 45
        assert len(row.get("description") or "") <= 100
        assert len(row["component"].get("placeholder") or "") <= 100
        assert len(row["component"].get("options", ())) <= 25


@pytest.mark.parametrize("kind", FOR_SERVERS, ids=lambda kind: str(kind.name))
def test_every_kind_is_offered_with_its_sentence_and_understood_by_its_name(kind: Any) -> None:
    answer = announcing_forms.which_kind(asking())
    assert not faults(answer)
    assert kind.what in Seen(answer).plain.replace("\\", "")
    for name in (
        str(kind.name),
        str(kind.name).replace("_", " "),
        kind.title,
        kind.title.upper(),
        str(kind.name).replace("_", "-"),
    ):
        assert announcing_forms.kind_named(f"{name} #news every Monday 9:00") == (kind, "#news every Monday 9:00")


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_words_name_a_kind_or_none_and_a_field_or_none(text: str) -> None:
    kind, rest = announcing_forms.kind_named(text)
    assert kind is None or kind.for_servers
    assert len(rest) <= len(text)
    named = announcing_forms.field_named(text)
    assert named is None or named in announcing_forms.EVERY_FIELD


def test_who_watches_is_no_kind_that_a_server_sets_up() -> None:
    assert announcing_forms.kind_named("watched #news")[0] is None
    assert "watched" not in announcing_forms.kinds_in_words()


async def _nothing(interaction: discord.Interaction[Any], values: dict[str, str]) -> None:
    """Takes a form and does nothing."""

"""The stand-in for Discord: asking and answering, what it refuses, whom it pings, what goes wrong on demand."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime, timedelta

import discord
import pytest
from discord import ui
from discord.ext import commands

from tests.fakes.discord import FakeDiscord, NoAnswer, Outcome
from tests.fakes.pinger import Pinger, connected

V2 = 1 << 15
POST = "POST /channels/{channel_id}/messages"


def button(custom_id: str) -> dict[str, object]:
    return {"type": 2, "style": 1, "label": "x", "custom_id": custom_id}


async def refusal_of(fake: FakeDiscord, bot: Pinger) -> discord.HTTPException:
    """Ask, and give back what Discord said to the bot's answer."""
    await fake.say(fake.channel, fake.member, "!ping", answers=0)
    failure = await asyncio.wait_for(bot.failures.get(), fake.patience)
    assert isinstance(failure, discord.HTTPException)
    return failure


class TestAskingAndAnswering:
    async def test_a_member_who_says_ping_is_answered_in_that_channel(self, fake: FakeDiscord, bot: Pinger) -> None:
        where = fake.channels[1]
        [answer] = await fake.say(where, fake.member, "!ping")
        assert answer.text == "pong"
        assert [message.text for message in fake.messages(where)] == ["!ping", "pong"]

    async def test_a_direct_conversation_is_a_place_too(self, fake: FakeDiscord, bot: Pinger) -> None:
        [answer] = await fake.say(fake.direct(fake.member), fake.member, "!ping")
        assert answer.text == "pong"

    async def test_many_who_ask_at_once_each_get_the_answer_to_their_own_question(self, fake: FakeDiscord, bot: Pinger) -> None:
        bot.reply = lambda ctx: ctx.reply(f"pong for {ctx.author.name}")
        asked = [fake.say(fake.channel, fake.person(number), "!ping") for number in range(20)]
        answers = await asyncio.gather(*asked)
        assert [answer.text for [answer] in answers] == [f"pong for member{number}" for number in range(20)]

    async def test_silence_is_told_as_silence(self, fake: FakeDiscord, bot: Pinger) -> None:
        fake.patience = 0.05
        with pytest.raises(NoAnswer, match="nothing that it knows"):
            await fake.say(fake.channel, fake.member, "nothing that it knows")

    async def test_a_picture_is_served_with_its_alt_text(self, fake: FakeDiscord, bot: Pinger) -> None:
        picture = discord.File(io.BytesIO(b"\x89PNG..."), "map.png", description="A map.")
        bot.reply = lambda ctx: ctx.send(file=picture, embed=discord.Embed(title="Map").set_image(url="attachment://map.png"))
        [answer] = await fake.say(fake.channel, fake.member, "!ping")
        [attached] = answer.payload["attachments"]
        assert (attached["filename"], attached["description"], attached["content_type"]) == ("map.png", "A map.", "image/png")
        async with bot.http._HTTPClient__session.get(answer.payload["embeds"][0]["image"]["url"]) as served:  # type: ignore[attr-defined]  # private
            assert await served.read() == b"\x89PNG..."

    async def test_the_address_of_discord_is_restored_afterwards(self) -> None:
        before = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
        async with FakeDiscord() as fake:
            with fake.pointing_here():
                assert fake.address in discord.http.Route.BASE
        assert before == (discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY)


class TestInteractions:
    async def test_a_command_is_answered_with_controls_that_work(self, fake: FakeDiscord, bot: Pinger) -> None:
        asked = await fake.slash("slash", {"city": "Kyiv"})
        assert asked.message.text == "Kyiv!"
        assert asked.message.buttons == ["Count", "Name", "Card"]
        pressed = await fake.press(asked.message, "Count")
        assert pressed.message.id == asked.message.id
        assert asked.message.text == "counted"

    async def test_a_sentence_may_become_a_card(self, fake: FakeDiscord, bot: Pinger) -> None:
        asked = await fake.slash("slash", {"city": "Kyiv"})
        await fake.press(asked.message, "Card")
        assert asked.message.is_v2
        assert (asked.message.content, asked.message.text, asked.message.buttons) == ("", "card", [])

    async def test_a_choice_is_answered_to_the_asker_alone(self, fake: FakeDiscord, bot: Pinger) -> None:
        asked = await fake.slash("slash", {"city": "Kyiv"})
        chosen = await fake.choose(asked.message, "A city", "703448")
        assert chosen.message.text == "chosen: 703448"
        assert chosen.message.ephemeral
        with pytest.raises(LookupError):
            await fake.choose(asked.message, "A city", "not in the menu")

    async def test_a_form_that_a_button_opens_is_filled_in(self, fake: FakeDiscord, bot: Pinger) -> None:
        asked = await fake.slash("slash", {"city": "Kyiv"})
        form = await fake.press(asked.message, "Name")
        answered = await fake.submit(form, {"name": "Tampere"}, message=asked.message)
        assert answered.message.text == "Hello, Tampere."

    async def test_a_deferred_answer_takes_the_place_of_thinking(self, fake: FakeDiscord, bot: Pinger) -> None:
        asked: Outcome = await fake.slash("slash", {"city": "Kyiv", "slow": True})
        assert asked.message.text == "Kyiv, after a while"
        assert asked.message.ephemeral
        assert 0 < asked.acknowledged_after < asked.answered_after

    async def test_typing_is_met_with_choices(self, fake: FakeDiscord, bot: Pinger) -> None:
        offered = await fake.autocomplete("slash", "city", "Kh")
        assert offered == [{"name": "Kharkiv", "value": "Kharkiv"}]

    async def test_whoever_installed_the_bot_uses_it_where_it_is_not(self, fake: FakeDiscord, bot: Pinger) -> None:
        asked = await fake.slash("slash", {"city": "Kyiv"}, where=fake.elsewhere)
        assert asked.message.text == "Kyiv!"

    async def test_an_unknown_command_or_option_is_an_error_of_the_test(self, fake: FakeDiscord, bot: Pinger) -> None:
        for name, options in (("nothing", {}), ("slash", {"town": "Kyiv"}), ("slash", {})):
            with pytest.raises(LookupError):
                await fake.slash(name, options)

    async def test_an_answer_after_three_seconds_is_too_late(self) -> None:
        moment = 0.0
        async with FakeDiscord(clock=lambda: moment) as fake:
            bot = Pinger()

            async def wake(interaction: discord.Interaction) -> bool:
                nonlocal moment
                moment += 3.5
                return True

            bot.tree.interaction_check = wake  # type: ignore[method-assign]  # as a subclass would
            async with connected(fake, bot):
                await fake.slash("slash", {"city": "Kyiv"}, answers=0)
                await fake.until("late callbacks")


class TestWhatIsRefused:
    async def test_a_message_over_the_limits_of_components_is_refused(self, fake: FakeDiscord, bot: Pinger) -> None:
        view = ui.LayoutView()
        view.add_item(ui.Container(*(ui.TextDisplay("x" * 1001) for _ in range(4))))
        bot.reply = lambda ctx: ctx.send(view=view)
        refused = await refusal_of(fake, bot)
        assert (refused.status, refused.code) == (400, 50035)
        assert "total displayable text size" in refused.text

    async def test_more_than_forty_components_are_refused(self, fake: FakeDiscord, bot: Pinger) -> None:
        view = discord.http.MultipartParameters(
            {"flags": V2, "components": [{"type": 10, "content": "x"} for _ in range(41)]}, None, None
        )
        bot.reply = lambda ctx: bot.http.send_message(ctx.channel.id, params=view)
        assert "total number of components" in (await refusal_of(fake, bot)).text

    @pytest.mark.parametrize(
        ("payload", "complaint"),
        [
            ({"content": "x" * 2001}, "content: Must be between 0 and 2000"),
            ({"content": "x", "flags": V2, "components": [{"type": 10, "content": "x"}]}, "cannot be used with"),
            ({"components": [{"type": 10, "content": "without the flag"}]}, "components.0.type"),
            ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
            ({"embeds": [{"description": "x" * 3001}, {"description": "x" * 3001}]}, "6000"),
            ({"components": [{"type": 1, "components": [button("x" * 101)]}]}, "custom_id: Must be between 1 and 100"),
            ({"components": [{"type": 1, "components": [button("same"), button("same")]}]}, "custom id cannot be duplicated"),
            ({"content": "x", "nonce": "x" * 26, "enforce_nonce": True}, "nonce"),
            ({"flags": V2, "components": [{"type": 12, "items": [{"media": {"url": "attachment://none.png"}}]}]}, "not found"),
            ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "mutually exclusive"),
            ({"content": ""}, "empty message"),
        ],
    )
    async def test_a_broken_rule_is_named(
        self, fake: FakeDiscord, bot: Pinger, payload: dict[str, object], complaint: str
    ) -> None:
        parameters = discord.http.MultipartParameters(payload, None, None)
        bot.reply = lambda ctx: bot.http.send_message(ctx.channel.id, params=parameters)
        refused = await refusal_of(fake, bot)
        assert refused.status == 400
        assert complaint.lower() in refused.text.lower()

    async def test_a_card_of_components_never_becomes_plain_content_again(self, fake: FakeDiscord, bot: Pinger) -> None:
        view = ui.LayoutView().add_item(ui.TextDisplay("card"))

        async def post_and_spoil(ctx: commands.Context[Pinger]) -> None:
            sent = await ctx.send(view=view)
            await sent.edit(content="plain")

        bot.reply = post_and_spoil
        await fake.say(fake.channel, fake.member, "!ping")
        await fake.until("refused")
        assert [message.text for message in fake.messages(fake.channel)][-1] == "card"

    async def test_commands_are_checked_when_they_are_registered(self, fake: FakeDiscord, bot: Pinger) -> None:
        optional = {"type": 3, "name": "b", "description": "b"}
        command = {"name": "a", "description": "a", "options": [optional, {**optional, "name": "c", "required": True}]}
        with pytest.raises(discord.HTTPException, match="Required options must be placed before"):
            await bot.http.bulk_upsert_global_commands(application_id(bot), payload=[command])
        assert fake.commands == ["slash"]


def application_id(bot: commands.Bot) -> int:
    assert bot.application_id is not None
    return bot.application_id


class TestPings:
    async def test_with_no_allowed_mentions_nobody_is_pinged(self, fake: FakeDiscord, bot: Pinger) -> None:
        text = f"@everyone {fake.member.mention}"
        bot.reply = lambda ctx: ctx.reply(text, allowed_mentions=discord.AllowedMentions.none())
        [answer] = await fake.say(fake.channel, fake.member, "!ping")
        assert answer.pings == []

    async def test_without_them_everybody_who_is_named_is_pinged(self, fake: FakeDiscord, bot: Pinger) -> None:
        bot.reply = lambda ctx: ctx.send(f"@everyone {fake.member.mention}")
        [answer] = await fake.say(fake.channel, fake.moderator, "!ping")
        assert answer.pings == [fake.member.id, "everyone"]

    async def test_text_displays_ping_and_a_reply_pings_whoever_asked(self, fake: FakeDiscord, bot: Pinger) -> None:
        view = ui.LayoutView().add_item(ui.TextDisplay(fake.owner.mention))
        bot.reply = lambda ctx: ctx.reply(view=view)
        [answer] = await fake.say(fake.channel, fake.member, "!ping")
        assert answer.pings == [fake.owner.id, fake.member.id]


class TestFaults:
    async def test_a_failure_of_discord_is_tried_again_by_the_library(self, fake: FakeDiscord, bot: Pinger) -> None:
        fake.fail(POST, 500)
        [answer] = await fake.say(fake.channel, fake.member, "!ping")
        assert answer.text == "pong"
        assert fake.counts[POST] == 2

    async def test_a_lost_permission_is_forbidden(self, fake: FakeDiscord, bot: Pinger) -> None:
        fake.fail(POST, 403)
        assert isinstance(await refusal_of(fake, bot), discord.Forbidden)

    async def test_a_vanished_channel_is_not_found(self, fake: FakeDiscord, bot: Pinger) -> None:
        channel = bot.get_partial_messageable(int(fake.channel.id))
        await fake.remove(fake.channel)
        with pytest.raises(discord.NotFound):
            await channel.send("anybody?")

    async def test_a_limit_is_waited_for_as_long_as_it_says(self, fake: FakeDiscord, bot: Pinger) -> None:
        fake.fail(POST, 429, retry_after=0.05)
        [answer] = await fake.say(fake.channel, fake.member, "!ping")
        assert answer.text == "pong"
        assert [request["status"] for request in fake.requests if request["route"] == POST] == [429, 200]

    async def test_an_unavailable_service_is_not_tried_again(self, fake: FakeDiscord, bot: Pinger) -> None:
        fake.fail(POST, 503)
        assert isinstance(await refusal_of(fake, bot), discord.DiscordServerError)

    async def test_a_fault_of_a_route_that_does_not_exist_is_an_error_of_the_test(self, fake: FakeDiscord) -> None:
        with pytest.raises(LookupError):
            fake.fail("POST /channels/messages")

    async def test_an_enforced_nonce_posts_once_though_the_first_answer_was_lost(self, fake: FakeDiscord, bot: Pinger) -> None:
        parameters = discord.http.MultipartParameters({"content": "once", "nonce": "7", "enforce_nonce": True}, None, None)
        bot.reply = lambda ctx: bot.http.send_message(ctx.channel.id, params=parameters)
        fake.fail(POST, 500, after=True)
        await fake.say(fake.channel, fake.member, "!ping")
        await fake.until("nonces met again")
        assert [message.text for message in fake.messages(fake.channel)] == ["!ping", "once"]

    async def test_a_nonce_is_forgotten_after_some_minutes(self) -> None:
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        async with FakeDiscord(now=lambda: moment) as fake:
            bot = Pinger()
            parameters = discord.http.MultipartParameters({"content": "x", "nonce": "7", "enforce_nonce": True}, None, None)
            async with connected(fake, bot):
                for _ in range(2):
                    await bot.http.send_message(int(fake.channel.id), params=parameters)
                    moment += timedelta(minutes=6)
            assert len(fake.messages(fake.channel)) == 2

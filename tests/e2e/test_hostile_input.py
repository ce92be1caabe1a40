"""Whatever is typed: a clear short answer, no ping, no markup or link out of it, never silence."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator

import discord
import pytest
import simcord
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import create_bot
from bot.settings import Settings
from bot.ui.limits import CONTENT
from tests.e2e.conftest import SETTLE_SECONDS, TODAY, Place, read

NASTY = [
    "\u200b", "\u200b\u200d\ufeff", "\u202eveiK", "\u202e", "x" * 1990, "🍕" * 500, "🇺🇦", "\n\n\n", "a\nb", "Kyiv\u0000", "\ud83d",
    "@everyone", "<@1234567890>", "<@&1234567890>", "<#1234567890>", "<t:0:R>", "</twin:1>", "<:x:1>", ":smile:",
    "**bold** __x__ ~~y~~ ||spoiler||", "`code`", "```\nblock\n```", "# heading", "-# small", "> quote", "1. a", "- a",
    "[link](https://example.org)", "https://example.org/x", "discord.gg/abcdef", "<script>alert(1)</script>", "&lt;b&gt;",
    "'; DROP TABLE city; --", 'Robert"); DELETE FROM city WHERE 1=1 --', "%s %n {0} ${x}", "../../etc/passwd",
    "\\", '"', "'", '"Los Angeles', "“Kyiv”", "null", "None", "NaN", "-1", "0", "1e999", "K\u0301y\u0301iv",
    "!twin !twin", "!", "/", "|", " / ", "a /", "/ b", "and", "with", "a and b and c and d and e and f and g", " ".join(["Los"] * 300),
]  # fmt: skip
COMMANDS = ["twin", "pairing", "aid", "country", "source", "help"]


def _is_harmless(answer: discord.Message, typed: str) -> None:
    text = read(answer)
    assert text
    assert "Something went wrong" not in text, typed
    assert answer.mentions == []
    assert answer.role_mentions == []
    assert not answer.mention_everyone
    if answer.content:
        assert len(answer.content) <= CONTENT + 600, typed
        assert "https://" not in answer.content
        assert "@everyone" not in answer.content
        assert answer.flags.suppress_embeds


@pytest.mark.parametrize("command", COMMANDS)
async def test_nonsense_gets_a_clear_answer_typed_and_slash(place: Place, command: str) -> None:
    field = {"twin": "city", "pairing": "city", "aid": "city", "country": "country", "source": "entry", "help": "command"}[
        command
    ]
    for text in NASTY:
        if "\ud83d" not in text:
            _is_harmless(await place.type(f"!{command} {text}"[:2000]), text)
        if text.strip():
            result = await place.ana.slash(place.channel, command, **{field: text[:6000]})
            assert result.response is not None, text
            _is_harmless(result.response.message, text)


@pytest.mark.parametrize("text", ["zq" * 2000, "zq " * 1333])
async def test_four_thousand_characters_get_a_short_answer(place: Place, text: str) -> None:
    result = await place.ana.slash(place.channel, "twin", city=text)
    assert result.response is not None
    assert len(read(result.response.message)) < 160


class Asked:
    """A bot that is kept between the examples of a property: a new one for each would take minutes."""

    def __init__(self, settings_: Settings) -> None:
        self.loop = asyncio.new_event_loop()
        self.bot = create_bot(settings_, clock=lambda: TODAY, chance=random.Random(1))
        self.env = simcord.Env(self.bot, check_errors=False, settle_timeout=SETTLE_SECONDS)
        self.loop.run_until_complete(self.env.start())
        self.place = Place(self.env, self.bot)

    def answer(self, text: str) -> discord.Message:
        return self.loop.run_until_complete(self.place.type(text))

    def close(self) -> None:
        self.loop.run_until_complete(self.env.shutdown())
        self.loop.close()


@pytest.fixture(scope="module")
def asked(shipped: Settings) -> Iterator[Asked]:
    made = Asked(shipped)
    yield made
    made.close()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(command=st.sampled_from(COMMANDS), text=st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_any_text_gets_an_answer(asked: Asked, command: str, text: str) -> None:
    _is_harmless(asked.answer(f"!{command} {text}"), text)

"""``stats``: the catalogue in figures, as members ask for it."""

from __future__ import annotations

import re

from bot.settings import Settings
from tests.e2e.conftest import Place, labels, placed, read
from tests.e2e.keeping_entries import add_pairing


def counted(text: str, what: str) -> int:
    """The number before a word: ``1,674 pairings``."""
    found = re.search(rf"([\d,]+) {what}", text)
    assert found is not None, what
    return int(found[1].replace(",", ""))


async def test_both_forms_answer_alike_and_the_figures_agree_with_each_other(place: Place) -> None:
    typed = read(await place.type("!stats"))
    slash = await place.ana.slash(place.channel, "stats")
    assert slash.response is not None
    assert read(slash.response.message) == typed
    whole = counted(typed, "pairings of")
    by_status = typed.split("\n")[1]
    assert sum(int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", by_status)) == whole
    ages = typed.split("When a source last spoke for them\n")[1].split("\n\n")[0].split("\n")
    assert sum(int(line.split(" ")[0].replace(",", "")) for line in ages) == whole
    assert labels(await place.type("!stats")) == ["All commands"]


async def test_the_figures_are_those_of_about(place: Place) -> None:
    stats, about = read(await place.type("!stats")), read(await place.type("!about"))
    for what in ("pairings of", "places", "initiatives", "sources?"):
        assert counted(stats, what) == counted(about, what), what
    share = re.search(r"(\d+)% of the pairings rest on lists alone", about)
    assert share is not None
    assert f"({share[1]}%) nothing but lists is recorded" in stats


async def test_countries_and_decades_are_counted(place: Place) -> None:
    text = read(await place.type("!stats"))
    countries = text.split("Countries\n")[1].split("\n")[0]
    assert countries.startswith("United States ")
    assert len(countries.split(" · ")) == 11
    assert countries.endswith(" more countries")
    assert "1990s " in text.split("Decades of signing\n")[1]


async def test_a_servers_own_pairing_is_counted_there_alone(own_place: Place) -> None:
    before = counted(read(await own_place.type("!stats")), "pairings of")
    await add_pairing(own_place)
    here = counted(read(await own_place.type("!stats")), "pairings of")
    sent = await own_place.ana.send_dm("!stats")
    (elsewhere,) = [message async for message in sent.channel.history() if message.author.bot]
    assert here == before + 1
    assert counted(read(elsewhere), "pairings of") == before


async def test_the_bars_can_be_taken_off_and_put_on_again(own_store: Settings) -> None:
    async with placed(own_store.model_copy(update={"pictures": True})) as place:
        card = await place.type("!stats")
        assert "[Picture: Bars by decade: All pairings. Signed: " in read(card)
        await place.ana.click(card, label="Text only")
        assert "[Picture" not in read(place.now(card))
        assert labels(place.now(card)) == ["By decade", "All commands"]
        await place.ana.click(place.now(card), label="By decade")
        assert read(place.now(card)) == read(card)

"""``import``: a file becomes one proposal to the catalogue's editors, or a clear answer why not."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from bot.domain.changes import ProposalKind, ProposalState
from bot.domain.sources import Source
from bot.settings import Settings
from bot.store import entries, proposals
from tests.e2e.board import Board, board, message_of, said
from tests.e2e.conftest import labels, read

NEW = 990_001


@pytest.fixture
async def desk(own_store: Settings) -> AsyncIterator[Board]:
    async with board(own_store) as made:
        yield made


def sources(*numbers: int, **fields: str) -> bytes:
    """A table of new sources as CSV."""
    text = io.StringIO()
    names = list(dict.fromkeys(["source_id", "publisher", "grade", "url", *fields]))
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    for number in numbers:
        given = {
            "source_id": str(number),
            "publisher": f"Publisher {number}",
            "grade": "D",
            "url": f"https://example.org/{number}",
        }
        writer.writerow({name: fields.get(name, given.get(name, "")) for name in names})
    return text.getvalue().encode()


async def send(desk: Board, name: str, content: bytes, who: Any = None, text: str = "!import") -> discord.Message:
    """Send a message with a file and return the bot's answer."""
    before = {message.id for message in desk.place.said()}
    await (who or desk.mona).send(desk.channel, text, attachments=[(name, content)])
    (answer,) = [message for message in desk.place.said() if message.id not in before]
    return answer


async def waiting(desk: Board) -> list[Any]:
    found, _ = await desk.read_store(lambda db: proposals.waiting(db, [None, desk.guild.id], limit=10))
    return list(found)


async def test_a_file_becomes_one_proposal_that_an_editor_approves(desk: Board) -> None:
    shown = await desk.mona.slash(desk.channel, "import", file=("sources.csv", sources(NEW, NEW + 1)))
    draft = message_of(shown)
    assert shown.ephemeral
    assert "import of sources.csv (2 added, 0 changed)" in read(draft)
    assert labels(draft)[0] == "Send to the editors"
    assert "Keep it" not in labels(draft)
    await desk.mona.click(draft, label="Send to the editors")
    (proposal,) = await waiting(desk)
    assert (proposal.kind, proposal.state, proposal.guild_id) == (ProposalKind.IMPORT, ProposalState.PENDING, None)
    assert len(proposal.changes) == 2
    assert await desk.read_store(lambda db: entries.find(db, "sources", (NEW,))) is None
    await desk.ed.click(desk.cards()[-1], label="Approve")
    stored = await desk.read_store(lambda db: entries.find(db, "sources", (NEW + 1,)))
    assert isinstance(stored.entry, Source)
    assert stored.entry.publisher == f"Publisher {NEW + 1}"
    again = await send(desk, "sources.csv", sources(NEW, NEW + 1))
    assert read(again) == "sources.csv: All 2 rows stand in the catalogue already, so there is nothing to propose."


async def test_rows_without_a_number_get_one_and_are_found_again(desk: Board) -> None:
    file = b"source_id,publisher,grade,url\n,A paper,D,https://example.org/a\n"
    first, second = await send(desk, "sources.csv", file), await send(desk, "sources.csv", file)
    for draft in (first, second):
        await desk.mona.click(draft, label="Send to the editors")
    taken = [proposal.changes[0].key[0] for proposal in await waiting(desk)]
    assert sorted(taken) == [2_000_000_001, 2_000_000_002]
    await desk.ed.click(desk.cards()[-1], label="Approve")
    assert read(await send(desk, "sources.csv", file)) == (
        "sources.csv: Its one row stands in the catalogue already, so there is nothing to propose."
    )


async def test_a_pairing_without_a_number_is_told_which_are_free(desk: Board) -> None:
    answer = read(await send(desk, "pairings.csv", b"pairing_id,city_a,city_b,kind\n,2911298,4887398,sister_city\n"))
    assert "column pairing_id: the cell is empty. Choose a number from 1500000001 to 1999999999" in answer


async def test_hundreds_of_rows_are_one_proposal_whose_card_keeps_to_its_limits(desk: Board) -> None:
    draft = await send(desk, "sources.csv", sources(*range(NEW, NEW + 300)))
    assert "import of sources.csv (300 added, 0 changed)" in read(draft)
    await desk.mona.click(draft, label="Send to the editors")
    (proposal,) = await waiting(desk)
    assert len(proposal.changes) == 300
    assert "more under History" in read(desk.cards()[-1])


async def test_a_message_with_a_file_does_the_same_and_discarding_leaves_nothing(desk: Board) -> None:
    draft = await send(desk, "any name.csv", sources(NEW), text="!import sources")
    assert "import of any name.csv (1 added, 0 changed)" in read(draft)
    await desk.mona.click(draft, label="Discard")
    assert await waiting(desk) == []


@pytest.mark.parametrize("packed", [False, True])
async def test_json_and_a_zip_are_taken_too(desk: Board, packed: bool) -> None:
    name, content = (
        "sources.json",
        f'[{{"source_id": {NEW}, "publisher": "P", "grade": "D", "url": "https://example.org/1"}}]'.encode(),
    )
    if packed:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("sources.csv", sources(NEW))
        name, content = "rows.zip", made.getvalue()
    assert "1 added, 0 changed" in read(await send(desk, name, content))


async def test_rows_that_cannot_be_taken_are_listed_and_nothing_is_imported(desk: Board) -> None:
    answer = read(await send(desk, "sources.csv", sources(*range(NEW, NEW + 14), grade="Z")))
    assert answer.startswith("sources.csv: nothing was imported\n14 rows cannot be taken as they are.")
    assert answer.count("sources.csv, row ") == 3
    assert "- sources.csv, row 2, column grade: 'Z' is not known." in answer
    assert "- and 11 more rows for the same reason: 5 to 15\n" in answer
    assert await waiting(desk) == []


async def test_rows_with_personal_data_are_refused_with_their_place(desk: Board) -> None:
    rows = sources(NEW, NEW + 1, citation="Call +1 707 555 0123")
    answer = read(await send(desk, "sources.csv", rows))
    assert answer.startswith("sources.csv: nothing was imported\n2 rows cannot be taken as they are.")
    assert "- sources.csv, row 3, column citation: a telephone number (“+1 …23”). Personal data is not kept" in answer
    assert await waiting(desk) == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("sources.csv", b"source_id,publisher\n1,a\n2,\xff\xfe\xfa\n", "row 3: the file cannot be read here (it is not in UTF-8). Save it anew"),
        ("rows.csv", b"a,b\n1,2\n", "nothing tells which table it is"),
        ("sources.csv", b"", "empty"),
        ("sources.csv", b"source_id,publisher\n\"1,2\n", "the file cannot be read here"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00", "cannot be imported"),
        ("rows.zip", b"PK\x03\x04 broken", "the zip cannot be read"),
        ("sources.csv", b"source_id,publisher,grade,url\n990001,x,D,https://x.org\n" * 20_000, "1,000,000 are the most"),
        ("sources.csv", b"source_id,publisher,grade\n" + b"".join(b"%d,x,D\n" % n for n in range(1, 5_003)), "5,000 rows"),
        ("@everyone `x` [a](https://x.org).csv", b"a,b\n", "nothing tells which table it is"),
    ],
)  # fmt: skip
async def test_what_is_no_table_gets_a_clear_answer(desk: Board, name: str, content: bytes, words: str) -> None:
    answer = await send(desk, name, content)
    assert words in read(answer)
    assert "Something went wrong" not in read(answer)
    assert answer.mentions == []
    assert "@everyone" not in (answer.content or "")
    assert await waiting(desk) == []


async def test_formulas_are_kept_as_the_text_that_they_are(desk: Board) -> None:
    draft = await send(desk, "sources.csv", sources(NEW, publisher="=HYPERLINK(1)"))
    assert "1 added, 0 changed" in read(draft)
    assert "proposed: =HYPERLINK(1), " in read(draft)


async def test_a_large_file_is_refused_by_its_size_and_never_fetched(desk: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fetched(attachment: discord.Attachment, *, use_cached: bool = False) -> bytes:
        raise AssertionError("it was fetched")

    monkeypatch.setattr(discord.Attachment, "read", fetched)
    answer = read(await send(desk, "pairings.csv", b"x" * 1_000_001))
    assert answer.startswith("pairings.csv has 1,000,001 bytes, and 1,000,000 are the most. It was not read.")


async def test_a_file_that_discord_does_not_hand_out_is_said_to_be_missing(desk: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing(discord.HTTPException):
        def __init__(self) -> None:
            Exception.__init__(self, "404")
            self.status, self.code, self.text = 404, 0, ""

    async def missing(attachment: discord.Attachment, *, use_cached: bool = False) -> bytes:
        raise Missing

    monkeypatch.setattr(discord.Attachment, "read", missing)
    assert read(await send(desk, "sources.csv", sources(NEW))).startswith("sources.csv could not be fetched from Discord.")


async def test_a_table_that_there_is_not_and_a_message_without_a_file(desk: Board) -> None:
    assert "No table is called “towns”. There are countries, sources," in read(
        await send(desk, "x.csv", sources(NEW), text="!import towns")
    )
    assert read(await desk.place.type("!import", who=desk.mona)) == (
        "No file came with that. Attach one table as CSV or JSON, or several in a zip, and type the command into the same message. "
        "For example !import."
    )


async def test_members_import_nothing(desk: Board) -> None:
    answer = read(await send(desk, "sources.csv", sources(NEW), who=desk.ana))
    assert answer == "You need the role Keepers, or the permission Manage Server for this."
    slash = await desk.ana.slash(desk.channel, "import", file=("sources.csv", sources(NEW)))
    assert said(slash) == answer


async def test_the_tables_are_offered_while_typing(desk: Board) -> None:
    offers = await desk.mona.autocomplete(desk.channel, "import", "table", "city", file=("x.csv", b"x"))
    assert [offer["value"] for offer in offers] == ["city_names"]

"""The draft of a letter to one's own council: as a text file with its sources, and shortened on a card."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.catalogue import licence
from bot.catalogue.table_file import file_stem
from bot.domain import wording
from bot.domain.dates import PartialDate
from bot.domain.letter_words import Matter, actor_of, council_of, means_of, questions_of, request_of, subject_of
from bot.domain.pairings import EventKind
from bot.domain.places import City
from bot.domain.records import Countries, Held, RecordedPairing
from bot.domain.standing import RecordedEvent, in_order
from bot.ui import theme
from bot.ui.card import Answer, Asking, Attached, Card, sentence
from bot.ui.controls import button
from bot.ui.inert import cut, inert, tidy
from bot.ui.limits import NOTE, PLACE, TITLE
from bot.ui.source_lines import Marks, marked

CODE = "lt"
EXAMPLE = "letter Los Angeles / Kyiv"
_WIDTH = 76
_SHOWN = 700
"""Of a paragraph on the card; the file has all of it."""
_TOLD = frozenset(EventKind) - {EventKind.LISTED, EventKind.VISIT, EventKind.STATEMENT, EventKind.AID, EventKind.DISCUSSED}
"""What is decided about a tie, which is what a council decides on. Aid and visits are left to whoever knows them."""


@dataclass(frozen=True, slots=True)
class LetterOf:
    """What a letter rests on.

    Args:
        own: the city whose council is written to.
        recorded: the tie of the two, if one is recorded.
        held: who holds a party, where that is recorded.
        catalogue_date: of what day the catalogue is, in words.
        bot_name: what members call the bot.
        tied: whether any tie of ``own`` is recorded.
    """

    own: City
    other: City
    recorded: RecordedPairing | None
    held: tuple[tuple[City, Held], ...]
    catalogue_date: str
    bot_name: str
    tied: bool = False

    @property
    def own_held(self) -> Held | None:
        """Who holds the own city, if it is occupied: then no council sits there to which a letter could go."""
        return next((who for city, who in self.held if city.city_id == self.own.city_id and who.occupied), None)

    def matter(self, today: dt.date) -> Matter:
        standing = self.recorded.standing(today) if self.recorded else None
        occupied = tuple(city for city, who in self.held if who.occupied)
        if self.recorded is None or standing is None:
            return Matter(self.own, self.other, None, occupied=occupied)
        actor = actor_of(self.recorded, standing, self.own)
        return Matter(self.own, self.other, standing.status, tidy(standing.condition), occupied, actor)


def letter_answer(asking: Asking, of: LetterOf) -> Answer:
    """The card with the draft as a file; a sentence where there is no council to write to."""
    if of.own_held is not None:
        return _no_council(asking, of, of.own_held)
    matter = of.matter(asking.today)
    stem = file_stem("letter", of.own.name, of.other.name)
    content = letter_text(of, asking.countries, asking.today).encode()
    card = Card(theme.LIST)
    one, other = wording.told_apart(of.own, of.other, asking.countries)
    card.say(
        f"## {inert(f'Draft letter of {one} about {other}: {matter.aim.value}', TITLE)}",
        f"-# {inert(_mark_of_draft(of), NOTE)}",
    )
    card.rule()
    card.say(f"### {inert(subject_of(matter), TITLE)}", inert(request_of(matter), _SHOWN), inert(means_of(matter), _SHOWN))
    card.rule()
    questions = questions_of(matter)
    card.say("### Open questions for the officer", *(f"- {inert(question, NOTE)}" for question in questions))
    card.rule()
    card.say("-# The file has the whole letter, with what is recorded, each source’s address, and places to fill in in brackets.")
    card.hand(Attached(f"{stem}-{asking.today.isoformat()}.txt", content))
    a, b = sorted((of.own.city_id, of.other.city_id))
    card.controls(
        button("Open the pairing", asking.control_id("pr", "n", a, b)) if of.recorded else None,
        button(f"Briefing on {of.own.name}", asking.control_id("br", "n", of.own.city_id)),
    )
    return card.answer()


def _no_council(asking: Asking, of: LetterOf, held: Held) -> Answer:
    """The own city is occupied: nothing is drafted to whoever sits there, and it says what can be done."""
    name, other = inert(of.own.name, PLACE), of.other
    free = all(city.city_id != other.city_id or not who.occupied for city, who in of.held)
    turned = asking.example(f"letter {cut(other.name, PLACE)} / {cut(of.own.name, PLACE)}")
    history = f"The history of its ties: {asking.example(f'twin {cut(of.own.name, PLACE)}')}. " if of.tied else ""
    a, b = sorted((of.own.city_id, other.city_id))
    buttons = [button(f"Pairings of {of.own.name}", asking.control_id("tw", "n", of.own.city_id))] if of.tied else []
    buttons += [button("Open the pairing", asking.control_id("pr", "n", a, b))] if of.recorded else []
    return sentence(
        f"**{name}** is occupied (as of {held.as_of.short}), so no letter is drafted to a council there. {history}"
        "No council or administration in exile is recorded; if you know of one, write to it directly."
        f"{f' A draft to the council of the other city: {turned}.' if free else ''}",
        *buttons,
    )


def letter_text(of: LetterOf, countries: Countries, today: dt.date) -> str:
    """The whole draft as plain text."""
    matter, marks = of.matter(today), Marks()
    date = PartialDate.parse(today.isoformat()).long
    facts = [tidy(fact) for fact in _facts(of, countries, today, marks)]
    parts = [
        _wrapped(_mark_of_draft(of)),
        "[Your name]\n[Your address]\n[Your e-mail address or telephone number]",
        f"{wording.upper_first(tidy(council_of(of.own)))}\n[Address of the council]",
        f"[Place], {date} [change the date]",
        _wrapped(f"Subject: {tidy(subject_of(matter))}"),
        "Dear members of the council,",
        _wrapped(tidy(request_of(matter))),
        f"What is recorded (as of {date})",
        "\n".join(_wrapped(fact, "- ") for fact in facts),
        "What it takes",
        _wrapped(tidy(means_of(matter))),
        "Yours faithfully,\n\n[Signature]\n[Your name]",
        _heading("Open questions for the officer (take this part out before you send the letter)"),
        "\n".join(_wrapped(tidy(question), f"{number}. ") for number, question in enumerate(questions_of(matter), 1)),
        *([_heading("Sources"), "\n".join(_sources(marks))] if marks.sources else []),
        _wrapped(f"Data: {licence.credit(of.catalogue_date, address=True)}. {_NOT_NONE}"),
    ]
    return "\n\n".join(parts) + "\n"


_NOT_NONE = "Nothing recorded does not mean that there is nothing."


def _mark_of_draft(of: LetterOf) -> str:
    return f"Draft – written by {tidy(of.bot_name)} from recorded facts; check each before you send it."


def _facts(of: LetterOf, countries: Countries, today: dt.date, marks: Marks) -> Iterator[str]:
    """What is recorded, a sentence each, with the marks of its sources."""
    yield from _occupied(of, marks)
    if of.recorded is None:
        one, other = (wording.in_full(city, countries) for city in (of.own, of.other))
        yield f"No pairing of {one} and {other} is recorded. That does not mean that there is none."
        return
    standing = of.recorded.standing(today)
    grounds = standing.deciding or standing.signed
    yield marked(wording.status_sentence(of.recorded, standing), marks.of(grounds.claims) if grounds else "")
    if standing.as_of is not None:
        yield wording.as_of(standing, today)
    events = [event for event in in_order(of.recorded.events) if event.kind in _TOLD]
    yield from (_happened(of.recorded, event, marks) for event in events)
    listed = [event for event in in_order(of.recorded.events) if event.kind is EventKind.LISTED]
    if listed:
        yield _happened(of.recorded, listed[-1], marks)


def _occupied(of: LetterOf, marks: Marks) -> Iterator[str]:
    for city, held in of.held:
        if held.occupied:
            if held.source not in marks.sources:
                marks.sources.append(held.source)
            number = marks.sources.index(held.source) + 1
            yield f"{wording.upper_first(wording.in_sentence(city))} is occupied (as of {held.as_of.short}) [{number}]."


def _happened(recorded: RecordedPairing, event: RecordedEvent, marks: Marks) -> str:
    """``28 February 2022: suspended by Chicago (the mayor), until hostilities end [1].``"""
    dates = [date.long for date in event.dates]
    when = f"{wording.joined(dates, 'or')} (sources disagree)" if len(dates) > 1 else dates[0] if dates else "No date"
    acting = {recorded.a.city_id: recorded.a, recorded.b.city_id: recorded.b}.get(event.event.by_city or 0)
    by = f" by {wording.in_sentence(acting)}" if acting else ""
    body = wording.own_body(acting, event.decided_briefly) if acting else event.decided_briefly
    who = f" ({', '.join(part for part in (body, event.vote) if part)})" if body else ""
    condition = f", {event.value('condition')}" if event.value("condition") else ""
    return f"{when}: {wording.DONE[event.kind]}{by}{who}{condition}{marks.of(event.claims)}."


def _sources(marks: Marks) -> Iterator[str]:
    """``[1] Block Club Chicago, 1 Mar 2022 · grade D, press`` and the address below."""
    for number, source in enumerate(marks.sources, 1):
        yield _wrapped(f"{tidy(source.publisher)}, {wording.source_line(source)}", f"[{number}] ")
        # An address is never broken: it is to be copied.
        yield f"    {source.url}" if source.url else _wrapped(tidy(source.citation), "    ")


def _heading(words: str) -> str:
    return "\n".join([*textwrap.wrap(words, _WIDTH), "-" * min(len(words), _WIDTH)])


def _wrapped(text: str, lead: str = "") -> str:
    lines: Sequence[str] = textwrap.wrap(
        text, _WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead), break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)

"""What goes along with exported files: what they hold, what is not in them, and under which licence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.catalogue import licence
from bot.catalogue.taken_along import TakenAlong
from bot.domain import wording
from bot.ui.card import Answer, Asking, Attached, sentence
from bot.ui.controls import Control
from bot.ui.inert import inert

CODE = "ex"
EXAMPLE = "export Los Angeles"
_TITLE = 90
"""Characters of it, for all the rest has to fit as well."""


def ties_exported(
    asking: Asking, title: str, taken: TakenAlong, catalogue_date: str, *related: Control, hint: str = ""
) -> Answer:
    """Ties as files.

    Args:
        related: what may be asked for next.
        hint: what else may have been meant.
    """
    if not taken.rows:
        return _nothing(title, "pairing", *related)
    if not taken.files:
        return _too_large(asking, title, taken)
    what = wording.count(taken.rows, "pairing")
    return _exported(
        title, what, _forms(taken, calendar=bool(taken.days)), [*_days(taken), hint], taken, catalogue_date, *related
    )


def aid_exported(title: str, taken: TakenAlong, catalogue_date: str, military: int, *related: Control) -> Answer:
    """Initiatives as files.

    Args:
        military: how many with a military purpose were left out.
    """
    if not taken.rows:
        return _nothing(title, "initiative", *related)
    notes = [left_out(military)]
    notes.append("A link is in them only where two people checked it.")
    return _exported(
        title, wording.count(taken.rows, "initiative"), _forms(taken, calendar=False), notes, taken, catalogue_date, *related
    )


@dataclass(frozen=True, slots=True)
class AnswerTaken:
    """What is said of an answer that is taken along.

    Args:
        what: how much it is: ``10 candidates``.
        notes: what has to be known of it.
        calendar: whether ties may be in it, whose days of signing make a calendar.
    """

    title: str
    what: str
    notes: tuple[str, ...]
    calendar: bool = False


def answer_exported(said: AnswerTaken, taken: TakenAlong, catalogue_date: str) -> Answer:
    """What an answer shows, as files."""
    if not taken.rows:
        return _nothing(said.title, "pairing")
    if not taken.files:
        return sentence(
            f"**{inert(said.title, _TITLE)}**: that is more than Discord takes in one message, even packed.", private=True
        )
    days = _days(taken) if said.calendar else ["No calendar: there are no days of signing among them."]
    return _exported(said.title, said.what, _forms(taken, calendar=bool(taken.days)), [*said.notes, *days], taken, catalogue_date)


def left_out(military: int) -> str:
    """How many initiatives with a military purpose were left out; nothing if none was."""
    return f"{military} with a military purpose {'is' if military == 1 else 'are'} left out." if military else ""


def may_not_attach(what: str) -> Answer:
    """Files are asked for where the bot may attach none.

    Args:
        what: ``An export``.
    """
    return sentence(
        f"{what} comes as a file, and I may not attach files here. Ask a moderator to give me Attach Files in this channel, "
        "or ask me in a direct message.",
        private=True,
    )


def wants_what(asking: Asking) -> Answer:
    """A city and a country side by side, or more than two names."""
    examples = wording.joined(
        [asking.example(each) for each in (EXAMPLE, "export Chicago / Moscow", "export Ukraine", "export aid Kyiv")], "or"
    )
    return sentence(f"A city, two cities, a country or two countries, please: {examples}.")


def _exported(
    title: str, what: str, forms: str, notes: list[str], taken: TakenAlong, catalogue_date: str, *related: Control
) -> Answer:
    own = f"{taken.own:,} of them {'is' if taken.own == 1 else 'are'} this server’s own." if taken.own else ""
    packed = "Large, so packed into one archive." if taken.packed else ""
    parts = [f"**{inert(title, _TITLE)}**: {what} {forms}.", packed, *notes, own]
    credit = f"-# {inert(licence.credit(catalogue_date))}. None recorded is not none."
    content = "\n".join([" ".join(part for part in parts if part), credit])
    files = tuple(Attached(file.name, file.content) for file in taken.files)
    return replace(sentence(content, *related), files=files)


def _forms(taken: TakenAlong, *, calendar: bool) -> str:
    anniversaries = f"a calendar of {wording.count(taken.days, 'anniversary')}" if calendar else ""
    return f"as {wording.joined([part for part in ('CSV for a spreadsheet', 'JSON for a program', anniversaries) if part])}"


def _days(taken: TakenAlong) -> list[str]:
    """How many ties have no day in the calendar, and why."""
    without = taken.undated
    if not taken.days:
        return ["No calendar: no day of signing is known for sure."]
    if not without:
        return []
    are = "tie is" if without == 1 else "ties are"
    return [f"{without:,} {are} not in the calendar: no day of signing is known for sure."]


def _nothing(title: str, what: str, *related: Control) -> Answer:
    return sentence(
        f"**{inert(title, _TITLE)}**: no {what} is recorded, so there is nothing to take along. That does not mean that there is none.",
        *related,
    )


def _too_large(asking: Asking, title: str, taken: TakenAlong) -> Answer:
    example = asking.example("export Ukraine / Germany")
    return sentence(
        f"**{inert(title, _TITLE)}**: {taken.rows:,} pairings are more than Discord takes in one message, even packed. "
        f"Ask for those of two countries, for example {example}.",
        private=True,
    )

"""What can go wrong, in words that the person reading it can act on. One tree; each error carries what it is about."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

ID_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What an error's id is made of: no 0, 1, I, L, O or U, so that it survives being read aloud or typed from a screenshot."""


def error_id(source: random.Random) -> str:
    """A new id such as ``K7M-4Q2`` that joins what a member saw to the line in the log.

    ``source`` is the random source; its 30^6 ids need not be secret, only rarely the same.
    """
    drawn = "".join(source.choices(ID_ALPHABET, k=6))
    return f"{drawn[:3]}-{drawn[3:]}"


class TwinbotError(Exception):
    """Anything that the bot can name. ``str()`` of it says what happened and what to do next, without a traceback.

    ``exit_code`` is what the command line ends with: 1 could not be done, 2 was asked for or set up wrongly.
    """

    exit_code: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One setting that is missing or malformed. Never carries its value, which may be a secret."""

    name: str
    wrong: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.name}: {self.wrong} {self.remedy}".rstrip()


class SettingsInvalid(TwinbotError):
    """The settings cannot be used. Carries every problem, not only the first."""

    exit_code = 2

    def __init__(self, problems: Sequence[SettingProblem]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"The settings cannot be used:\n{lines}\nEvery setting is explained in .env.example.")


class TokenRefused(TwinbotError):
    """Discord does not accept the token."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "Discord refused the token in DISCORD_TOKEN. Reset it on the Bot page of your application in Discord’s "
            "Developer Portal, put the new one in .env and start the bot again."
        )


class ExtraMissing(TwinbotError):
    """A command needs packages that a plain installation leaves out."""

    exit_code = 2

    def __init__(self, command: str, extra: str) -> None:
        self.command = command
        self.extra = extra
        super().__init__(f"“{command}” needs more packages. Install them with: python -m pip install -e '.[{extra}]'")


class NothingToAsk(TwinbotError):
    """``ask`` was given no command."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__('Nothing was asked. Give at least one command, for example: python -m bot ask "!twin Los Angeles"')


class NotAnswered(TwinbotError):
    """The bot said nothing to some of the commands it was asked."""

    def __init__(self, commands: Sequence[str]) -> None:
        self.commands = tuple(commands)
        asked = ", ".join(f"“{command}”" for command in self.commands)
        super().__init__(f"No answer came to {asked}. Ask “!help” for the commands there are.")


class FileUnreadable(TwinbotError):
    """A file that was named cannot be read as CSV."""

    exit_code = 2

    def __init__(self, path: Path, line: int, reason: str) -> None:
        self.path = path
        self.line = line
        super().__init__(f"{path}, line {line}: not CSV in UTF-8 ({reason}). Save it again as such.")


class StoreError(TwinbotError):
    """Anything about the store's file."""

    def __init__(self, path: Path, message: str) -> None:
        self.path = path
        super().__init__(message)


class StoreUnavailable(StoreError):
    """The store's file cannot be opened, read or written now: missing, locked, forbidden, or the disk is full."""

    def __init__(self, path: Path, reason: str) -> None:
        self.reason = reason
        super().__init__(
            path,
            f"The store {path} cannot be used: {reason}. Check that the folder exists and may be written, that the disk has "
            "room, and that no other program holds the file; then try again.",
        )


class StoreBroken(StoreError):
    """The store's file is there but is no whole SQLite database."""

    def __init__(self, path: Path, reason: str) -> None:
        self.reason = reason
        super().__init__(
            path,
            f"The store {path} is damaged or not a store: {reason}. Nothing was changed. Put a backup in its place, or move "
            "the file away to have a new store built from the catalogue that ships.",
        )


class StoreTooNew(StoreError):
    """A newer version of the bot wrote the store. ``found`` and ``known`` are numbers of the schema."""

    def __init__(self, path: Path, *, found: int, known: int) -> None:
        self.found = found
        self.known = known
        super().__init__(
            path,
            f"The store {path} was written by a newer version of the bot (schema {found}; this version knows up to {known}). "
            "Nothing was changed. Install the newer version, or use a copy of the store from before the update.",
        )


class PackageError(TwinbotError):
    """Anything about the catalogue's files."""


class PackageMissing(PackageError):
    """There is no catalogue where it is looked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"No catalogue was found in {path}: it should hold datapackage.json. Set TWINBOT_DATA_DIR to the folder that has it, "
            "or take the setting out to use the catalogue that ships."
        )


class PackageInvalid(PackageError):
    """The catalogue's files do not pass their check, and nothing of them was loaded.

    Carries every finding; each says in its ``str()`` the file, row, column and what to do, in one line.
    """

    def __init__(self, findings: Sequence[object]) -> None:
        self.findings = tuple(findings)
        count = "1 mistake" if len(self.findings) == 1 else f"{len(self.findings)} mistakes"
        lines = "\n".join(f"  {finding}" for finding in self.findings)
        super().__init__(f"The catalogue has {count}; nothing was loaded:\n{lines}")


class ChangeRefused(TwinbotError):
    """A change of an entry that was not carried out. Nothing was changed; ``str()`` of it is for whoever asked."""


class Outdated(ChangeRefused):
    """The entry is no longer what it was when the change was begun. ``newer`` is how it stands now; ``None`` if it is gone."""

    def __init__(self, word: str, key: Sequence[object], newer: object | None) -> None:
        self.word = word
        self.key = tuple(key)
        self.newer = newer
        shown = ", ".join(str(part) for part in key)
        now = "It is shown below as it stands now; begin from that." if newer is not None else "It is gone."
        super().__init__(f"Somebody else has changed {word} {shown} meanwhile, so nothing was changed. {now}")


class EntryTaken(ChangeRefused):
    """There is such an entry already."""

    def __init__(self, word: str, key: Sequence[object]) -> None:
        self.word = word
        self.key = tuple(key)
        super().__init__(f"There is such a {word} already, so nothing was changed. Look it up, and edit that one.")


class Unsound(ChangeRefused):
    """The change would leave entries that do not fit together. Carries every fault as a sentence."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"Nothing was changed. {' '.join(self.faults)}")


class NotAllowed(ChangeRefused):
    """Somebody may not do this; ``str()`` of it says what they would need."""


class AlreadyDecided(ChangeRefused):
    """Somebody was quicker. ``by`` and ``state`` tell who and what, if it was decided and not edited."""

    def __init__(self, proposal_id: int, state: str = "", by: str = "") -> None:
        self.proposal_id = proposal_id
        self.state = state
        self.by = by
        happened = f"is {state} already, by {by}" if state else "was edited meanwhile. Read it again as it is now"
        super().__init__(f"Proposal {proposal_id} {happened}. Nothing was changed.")


class ProposalGone(ChangeRefused):
    """There is no such proposal, or it is somebody else's draft."""

    def __init__(self, proposal_id: int) -> None:
        self.proposal_id = proposal_id
        super().__init__(f"There is no proposal {proposal_id} here. A draft that is not sent off is thrown away after a while.")


class RevisionGone(ChangeRefused):
    """There is no such revision of anything that the asker may change."""

    def __init__(self, revision_id: int) -> None:
        self.revision_id = revision_id
        super().__init__(f"There is no revision {revision_id} here. “entry history” shows their numbers.")


class Stopped(ChangeRefused):
    """A proposal cannot be approved while something stops it. Carries what does, in words."""

    def __init__(self, stops: Sequence[str]) -> None:
        self.stops = tuple(stops)
        super().__init__(f"It cannot go on as it is: {'; '.join(self.stops)}. Correct that first.")


class NothingChanged(ChangeRefused):
    """What was asked for would change nothing."""

    def __init__(self) -> None:
        super().__init__("That is how it stands already, so there is nothing to change.")


class TooManyProposals(ChangeRefused):
    """A member has proposed as much as is read in a day. ``limit`` is how many that is."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"You have sent as many suggestions as are read in a day ({limit}). Please send the next one tomorrow.")


class HarvestFailed(TwinbotError):
    """What was asked of a SPARQL endpoint did not come, though it was asked again and again. What came before is kept."""

    def __init__(self, endpoint: str, reason: str, tries: int) -> None:
        self.endpoint = endpoint
        self.reason = reason
        self.tries = tries
        super().__init__(
            f"{endpoint} could not be read: {reason} (tried {tries} {'time' if tries == 1 else 'times'}). Nothing was changed, and "
            "what came before is kept: run the same command again later, and it goes on where it stopped."
        )


class HarvestRefused(TwinbotError):
    """A SPARQL endpoint does not want to answer, and asking again would not help."""

    def __init__(self, endpoint: str, reason: str) -> None:
        self.endpoint = endpoint
        self.reason = reason
        super().__init__(
            f"{endpoint} refused: {reason}. Nothing was changed. Check the address that --endpoint gives, or try tomorrow."
        )


class PageDamaged(TwinbotError):
    """A page of a harvest that was kept is no longer whole."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"The kept page {path} is damaged: {reason}. Nothing was changed. Run the command again with --fresh.")


class EndpointInvalid(TwinbotError):
    """What was given as a SPARQL endpoint is no address of one."""

    exit_code = 2

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        super().__init__(f"{endpoint!r} is no address of a SPARQL endpoint. Write for example https://query.wikidata.org/sparql")


class HarvestAskedWrongly(TwinbotError):
    """What was asked to be brought in from Wikidata makes no sense. ``str()`` of it says what to write instead."""

    exit_code = 2


class ResultUnreadable(TwinbotError):
    """A file that was named holds no whole SPARQL result."""

    exit_code = 2

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"{path} cannot be read as a SPARQL result: {reason}. Nothing was changed. Save the result again as JSON "
            "(application/sparql-results+json), whole."
        )


class ImportUnreadable(TwinbotError):
    """What was to be imported cannot be taken as a whole. Nothing of it was read into the catalogue."""

    def __init__(self, name: str, reason: str, remedy: str) -> None:
        self.name = name
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{name} cannot be imported: {reason}. Nothing was changed. {remedy}.")


class ImportDisturbed(TwinbotError):
    """The catalogue was changed again and again while a file was compared to it."""

    def __init__(self) -> None:
        super().__init__(
            "The catalogue was changed by somebody else while the file was compared to it, several times over. Nothing was "
            "changed. Try again in a quiet minute."
        )


class ExportRefused(TwinbotError):
    """The catalogue cannot be written where it was asked for. What is there was left as it is."""

    def __init__(self, folder: Path, reason: str, remedy: str) -> None:
        self.folder = folder
        self.reason = reason
        super().__init__(f"The catalogue was not written to {folder}: {reason}. {remedy}.")


class SinceUnknown(TwinbotError):
    """``--changed-since`` was given neither a day nor a revision that there is."""

    exit_code = 2

    def __init__(self, since: str, newest: int) -> None:
        self.since = since
        super().__init__(
            f"“{since}” is neither a day such as 2026-11-22 nor the number of a revision; the newest is {newest}. "
            "The history (/entry history in Discord) has both."
        )


class CannotMerge(ChangeRefused):
    """Two entries are no duplicates that can become one; ``str()`` of it says why and what to do."""


class SuggestionUnclear(ChangeRefused):
    """A suggestion of which not enough is understood to write it down; ``str()`` of it says what to write."""


class FieldUnclear(ChangeRefused):
    """What was typed into some fields cannot be kept. ``errors`` has a sentence for each field; ``""`` stands for the whole entry."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        said = (
            f"{field.removesuffix('_id').replace('_', ' ')}: {words}" if field else words for field, words in self.errors.items()
        )
        super().__init__(f"Nothing was changed. {' '.join(said)}")


class EntryUnclear(ChangeRefused):
    """What was named is no entry here, or may be several; ``str()`` of it says how to name one."""


class ContactMissing(TwinbotError):
    """Links of others are to be asked, and nobody says who asks."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "Set TWINBOT_CHECK_LINKS_CONTACT to an address by which the owner of a site reaches you, for example "
            "https://example.org/contact. It goes out with every request. Nothing was asked."
        )


class SettingRefused(ChangeRefused):
    """A server cannot be set up so; ``str()`` of it says why and what to do."""


class UndoneAlready(ChangeRefused):
    """A revision was taken back before. ``by`` is the number of the revision that did it."""

    def __init__(self, revision_id: int, by: int) -> None:
        self.revision_id = revision_id
        self.by = by
        super().__init__(f"Revision {revision_id} is undone already, by revision {by}. To have it again: entry undo {by}.")


class UndoBlocked(ChangeRefused):
    """A revision cannot be taken back before later ones are.

    ``later`` are their numbers, newest first; ``added`` is how the entry is named that it added and that stands, if it did.
    """

    def __init__(self, revision_id: int, later: Sequence[int], added: str = "") -> None:
        self.revision_id = revision_id
        self.later = tuple(later)
        self.added = added
        shown = ", ".join(str(number) for number in self.later[:5])
        first = f"Undo revision {self.later[0]} first" if len(self.later) == 1 else f"Undo these first, in this order: {shown}"
        said = f"{first}: entry undo {self.later[0]}." if self.later else "Somebody else’s change came after it."
        out = f" Or take the entry out in one step: entry retire {added}." if added else ""
        super().__init__(f"Revision {revision_id} cannot be undone now, for what it changed was changed again later. {said}{out}")


class NotDrawn(TwinbotError):
    """A picture could not be drawn. Carries why, for the log; the answer goes out without it."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"The picture could not be drawn: {why}")

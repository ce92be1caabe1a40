"""The command line: run, demo, ask, search and data. ``python -m bot --help`` tells more."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import dataclasses
import datetime as dt
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import __version__, logs
from bot.errors import FileUnreadable, HarvestAskedWrongly, NotAnswered, NothingToAsk, TwinbotError

if TYPE_CHECKING:
    from bot.app import TwinBot
    from bot.settings import Settings

Progress = Callable[[str, int, int], None]

UNLIMITED = 1000
"""Commands before a cooldown, on one's own machine."""


class Commands(click.Group):
    """A group whose errors are sentences: what happened and what to do, with an exit code, and no traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was typed."""
        try:
            return super().invoke(ctx)
        except TwinbotError as error:
            click.echo(str(error), err=True)
            ctx.exit(error.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="twinbot")
def main() -> None:
    """Twinbot: who is tied to whom, since when, in what state, and who helps."""
    with contextlib.suppress(AttributeError):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr] # a stream that was put in its place may lack it


@main.command()
def run() -> None:
    """Run on Discord. The token comes from DISCORD_TOKEN, in .env or the environment."""
    logs.set_up("INFO")
    settings = _settings(token_needed=True)
    token = settings.discord_token
    assert token is not None
    logs.set_up(settings.log_level, secrets=(token.get_secret_value(),))
    from bot import app

    with _progress() as progress:
        app.prepare(settings, progress)
    app.run(settings)


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port of this machine for the page; any free one by default.")
@click.option("--browser/--no-browser", default=True, help="Open the page, or only print its address.")
def demo(port: int | None, browser: bool) -> None:
    """Try the real bot in a page of the local browser. No token, no Discord."""
    from bot.offline.demo import show

    # To be stopped is the usual end, and what is made for the page is taken away then.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

    def announce(address: str) -> None:
        click.echo(f"Twinbot is ready to try at {address}\nPress Ctrl+C to stop.")

    with contextlib.suppress(KeyboardInterrupt), _copied_store() as settings:
        asyncio.run(show(_bot(settings), port=port, open_browser=browser, announce=announce))


@main.command()
@click.argument("commands", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each command.")
@click.option("--as", "role", type=click.Choice(["member", "moderator", "editor"]), default="member", help="Who asks.")
def ask(commands: tuple[str, ...], as_json: bool, role: str) -> None:
    """Put COMMANDS to the real bot, offline, and print what the channel would show.

    For example: python -m bot ask "!twin Los Angeles" "!aid Kyiv"
    """
    if not commands:
        raise NothingToAsk
    from bot.offline.ask import ask_all
    from bot.offline.world import As

    # What is due is not for a server that exists nowhere.
    bot = _bot(_offline_settings().model_copy(update={"announcements": False}))
    unanswered: list[str] = []

    async def put() -> None:
        async for asked in ask_all(bot, commands, role=As(role)):
            if not asked["messages"] and not asked["form"]:
                unanswered.append(asked["command"])
            if as_json:
                click.echo(json.dumps(asked, ensure_ascii=False))
            else:
                click.echo(f"> {asked['command']}\n{asked['text']}\n")

    asyncio.run(put())
    if unanswered:
        raise NotAnswered(unanswered)


@main.command()
@click.argument("name", required=False)
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file: its first column, below the header line, is searched.",
)
def search(name: str | None, batch: Path | None) -> None:
    """Tell which city NAME means, as JSON: the outcome, the cities best first, and how long it took."""
    if (name is None) == (batch is None):
        raise click.UsageError("Give a name, or --batch with a file.")
    from bot import app
    from bot.search.report import report

    settings = _settings()
    with _progress() as progress:
        finder = app.create_search(settings, progress)
    for typed in [name or ""] if batch is None else _first_column(batch):
        started = time.perf_counter_ns()
        resolution = finder.resolve(typed)
        micros = (time.perf_counter_ns() - started) // 1000
        click.echo(json.dumps(report(resolution, micros), ensure_ascii=False))


@main.group()
def data() -> None:
    """The catalogue: check it, build the store from it, import, export."""


@data.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
def check(folder: Path | None) -> None:
    """Check a catalogue's files: types, references, dates, duplicates. Prints file, row, column and what to do."""
    from bot.catalogue.check import check as findings_of
    from bot.domain.tables import TABLES

    folder = folder or _settings().data_dir
    findings = findings_of(folder)
    for finding in findings:
        click.echo(str(finding))
    if findings:
        click.echo(f"{len(findings)} to correct in {folder}.", err=True)
        sys.exit(1)
    click.echo(f"{folder}: {len(TABLES)} tables, nothing to correct.")


@data.command()
def build() -> None:
    """Build the store and the gazetteer if they are missing or older than the files that ship."""
    from bot import app

    settings = _settings()
    with _progress() as progress:
        app.prepare(settings, progress)
    click.echo(f"The store is ready: {settings.store_path}")


@data.command(name="import")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--table", metavar="NAME", help="Which table it is, if neither the file's name nor its header tells.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and write nothing.")
@click.option(
    "--max-same", type=click.IntRange(min=0), default=20, show_default=True, metavar="N",
    help="How many rows are named that are refused for the same reason; 0 for all.",
)  # fmt: skip
def take_in(source: Path, table: str | None, dry_run: bool, max_same: int) -> None:
    """Import FILE into the shared catalogue: a table as CSV or JSON, or a package as a folder or a zip. All or nothing."""
    from bot import app
    from bot.catalogue import importing
    from bot.catalogue.findings import Finding, SameReason
    from bot.moderation.row_content import kept_out

    settings = _settings()
    reasons = SameReason(max_same)

    def refused(finding: Finding) -> None:
        if reasons.is_told(finding):
            click.echo(str(finding))

    listener = importing.Listener(
        resumed=lambda rows: click.echo(f"Going on where an earlier run was: {rows:,} rows are read already.", err=True),
        finding=refused,
        change=lambda file, row, change: click.echo(importing.in_a_line(file, row, change)),
    )
    with _progress() as progress:
        store, _ = app.prepare(settings, progress)
        listener = dataclasses.replace(listener, progress=progress)
        now = dt.datetime.now(dt.UTC)
        done = importing.import_into(
            store, source, at=now, table=table, dry_run=dry_run, listener=listener, content_rule=kept_out
        )
    for more in reasons.rest():
        click.echo(f"{more}. All are named with --max-same 0.")
    if done.lapsed:
        click.echo(importing.lapsed_in_words(done), err=True)
    if done.counts.refused:
        click.echo(importing.NOTHING_WRITTEN)
    elif dry_run:
        click.echo("Nothing was changed: this was a dry run.", err=True)
    elif done.revision is not None:
        click.echo(f"Recorded as revision {done.revision}.", err=True)
    click.echo(str(done.counts))
    if done.counts.refused:
        sys.exit(1)


@data.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--changed-since", metavar="DAY|REVISION", help="Only what was changed from that day on, or after that revision.")
def export(folder: Path, changed_since: str | None) -> None:
    """Write the shared catalogue into DIR as CSV tables with a datapackage.json. What servers have of their own is left out."""
    from bot import app
    from bot.catalogue import exporting

    settings = _settings()
    with _progress() as progress:
        store, _ = app.prepare(settings, progress)
    click.echo(str(exporting.export(store, folder, at=dt.datetime.now(dt.UTC), changed_since=changed_since)))


@data.command()
@click.option(
    "--country", "countries", multiple=True, metavar="CODE", help="ISO code such as UA: only ties of its places. Repeatable."
)
@click.option("--file", type=click.Path(path_type=Path), help="Read a SPARQL result that was saved, and ask nobody.")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of Wikidata's own.")
@click.option("--fresh", is_flag=True, help="Throw away the pages of an earlier run and ask for all anew.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and write nothing to the store.")
@click.option(
    "--show-query", is_flag=True, help="Print the query for the first page, to be asked elsewhere and saved for --file."
)
def wikidata(
    countries: tuple[str, ...], file: Path | None, endpoint: str | None, fresh: bool, dry_run: bool, show_query: bool
) -> None:
    """Bring in pairings from Wikidata, asked for politely, page by page. What contradicts an entry is put to review beside it."""
    from bot.catalogue.wikidata import command

    asked = command.asked(countries, file, endpoint, fresh=fresh, dry_run=dry_run)
    settings = _settings()
    _refuse_unknown(asked.countries, settings.data_dir)
    if show_query:
        click.echo(asked.query)
        return
    from bot import app

    with _progress() as progress:
        store, gazetteer = app.prepare(settings, progress)
        report = command.run(asked, store, gazetteer, progress, lambda line: click.echo(line, err=True))
    for line in report.lines():
        click.echo(line)


@data.command()
def links() -> None:
    """Ask all recorded links now whether they still answer, politely, and keep what they said. Prints what is dead or moved."""
    from bot import app
    from bot.errors import ContactMissing
    from bot.moderation import rounds
    from bot.moderation.checker import LinkChecker
    from bot.store.database import Database

    settings = _settings()
    if not settings.check_links_contact:
        raise ContactMissing

    def now() -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    async def ask_links(progress: Progress) -> list[rounds.Answered]:
        async with LinkChecker(settings.check_links_contact, clock=now) as checker:
            return await rounds.ask_all(Database(settings.store_path), checker, now, progress)

    with _progress() as progress:
        app.prepare(settings, progress)
        asked = asyncio.run(ask_links(progress))
    troubled = [one for one in asked if one.found.state in rounds.TROUBLE]
    for one in sorted(troubled, key=lambda one: (one.found.state, one.found.url)):
        click.echo(str(one))
    click.echo(f"{len(asked):,} links asked, {len(troubled):,} dead or moved.", err=True)


@main.group()
def announce() -> None:
    """What is posted in servers by itself: a look at what is due."""


@announce.command()
@click.option("--dry-run", is_flag=True, help="Needed: posts themselves go out of the running bot alone.")
def due(*, dry_run: bool) -> None:
    """Tell what would go out now and where, as the running bot would see to it. Nothing is sent and nothing is written."""
    if not dry_run:
        raise click.UsageError("Posts go out of the running bot alone. With --dry-run this tells what would go out now.")
    from bot import app
    from bot.announcements import rehearsing
    from bot.store.database import Database

    logs.set_up("CRITICAL")
    settings = _settings()
    with _progress() as progress:
        path, _ = app.prepare(settings, progress)
    store = Database(path)
    try:
        found = asyncio.run(rehearsing.all_due(store, dt.datetime.now(dt.UTC)))
    finally:
        store.close()
    for text in rehearsing.in_lines(found):
        click.echo(text)
    for what in found.troubles:
        click.echo(f"{what}: cannot be planned; the log of the running bot says why.", err=True)
    click.echo("Nothing was sent and nothing was written: this was a dry run.", err=True)


@main.command()
def health() -> None:
    """Tell whether announcements are seen to: the last heartbeat, what waits, what was set aside. Ends with 1 if somebody has to look."""
    from bot.announcements import health as found
    from bot.store.database import Database

    settings = _settings()
    store = Database(settings.store_path)
    heartbeat = found.heartbeat_of(settings.store_path)
    now = dt.datetime.now(dt.UTC)
    seen = store.read_now(lambda db: found.look(db, heartbeat, now))
    store.close()
    for line in seen.lines:
        click.echo(line)
    if seen.ill:
        sys.exit(1)


def _refuse_unknown(codes: Sequence[str], data_dir: Path) -> None:
    """Refuse the code of no country before anybody is asked: the answer would be that there is nothing there."""
    from bot.catalogue.shelf import country_codes

    unknown = sorted(set(codes) - country_codes(data_dir)) if codes else []
    if unknown:
        several = len(unknown) > 1
        raise HarvestAskedWrongly(
            f"{', '.join(unknown)}: {'these are codes' if several else 'this is the code'} of no country. "
            "Write two letters as in ISO 3166, such as UA for Ukraine. Nobody was asked."
        )


def _settings(*, token_needed: bool = False) -> Settings:
    from bot.settings import Settings

    return Settings.load(token_needed=token_needed)


def _offline_settings() -> Settings:
    """How the bot is set up here, for one's own machine: without a cooldown, and with a log that tells only what went wrong."""
    from bot import app

    logs.set_up("ERROR")
    free = {"cooldown_user_commands": UNLIMITED, "cooldown_channel_commands": UNLIMITED, "message_content": True}
    settings = _settings().model_copy(update=free)
    with _progress() as progress:
        app.prepare(settings, progress)
    return settings


def _bot(settings: Settings) -> TwinBot:
    from bot import app

    return app.create_bot(settings)


@contextlib.contextmanager
def _copied_store() -> Iterator[Settings]:
    """The settings with a copy of the store, which is thrown away: what is tried out never gets into the one that is relied on."""
    from bot.store import database

    settings = _offline_settings()
    copied = settings.store_path.with_name(f"demo-{os.getpid()}.sqlite")
    try:
        with database.named_errors(copied):
            database.copy(settings.store_path, copied)
        yield settings.model_copy(update={"store_path": copied})
    finally:
        for ending in ("", "-wal", "-shm"):
            copied.with_name(copied.name + ending).unlink(missing_ok=True)


def _first_column(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        try:
            next(rows, None)
            for row in rows:
                yield row[0] if row else ""
        except (UnicodeDecodeError, csv.Error) as error:
            raise FileUnreadable(path, rows.line_num + 1, str(error)) from error


@contextlib.contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on the error stream for what takes time; nothing if there is nothing to do."""
    from rich.console import Console
    from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    bar = Bar(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True), transient=False)
    tasks: dict[str, TaskID] = {}

    def tell(what: str, done: int, whole: int) -> None:
        if not tasks:
            bar.start()
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=whole or 1)
        bar.update(tasks[what], completed=done)

    try:
        yield tell
    finally:
        if tasks:
            bar.stop()


if __name__ == "__main__":
    main()

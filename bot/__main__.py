"""The command line: run, demo, ask, search and data. ``python -m bot --help`` tells more."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import __version__, logs
from bot.errors import FileUnreadable, NotAnswered, NothingToAsk, TwinbotError

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

    bot = _offline_bot()

    def announce(address: str) -> None:
        click.echo(f"Twinbot is ready to try at {address}\nPress Ctrl+C to stop.")

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(show(bot, port=port, open_browser=browser, announce=announce))


@main.command()
@click.argument("commands", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each command.")
@click.option("--as", "role", type=click.Choice(["member", "moderator"]), default="member", help="Who asks.")
def ask(commands: tuple[str, ...], as_json: bool, role: str) -> None:
    """Put COMMANDS to the real bot, offline, and print what the channel would show.

    For example: python -m bot ask "!twin Los Angeles" "!aid Kyiv"
    """
    if not commands:
        raise NothingToAsk
    from bot.offline.ask import ask_all

    bot = _offline_bot()
    unanswered: list[str] = []

    async def put() -> None:
        async for asked in ask_all(bot, commands, as_moderator=role == "moderator"):
            if not asked["messages"]:
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
    """The catalogue: check it, build the store from it."""


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


def _settings(*, token_needed: bool = False) -> Settings:
    from bot.settings import Settings

    return Settings.load(token_needed=token_needed)


def _offline_bot() -> TwinBot:
    """The bot as it is set up here, for one's own machine: without a cooldown, and with a log that tells only what went wrong."""
    from bot import app

    logs.set_up("ERROR")
    free = {"cooldown_user_commands": UNLIMITED, "cooldown_channel_commands": UNLIMITED, "message_content": True}
    settings = _settings().model_copy(update=free)
    with _progress() as progress:
        app.prepare(settings, progress)
    return app.create_bot(settings)


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

"""``python -m bot data wikidata`` as it is typed: in a process of its own, against an endpoint on this machine."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.catalogue.wikidata.conftest import ATLANTIS_ITEM, HAMBURG_ITEM, KYIV_ITEM, LEIPZIG_ITEM, chain, year
from tests.fakes.sparql import Sparql, Stated, answering, result_of, stalls, status

HOME = Path(__file__).parents[3]
TIES = [Stated(LEIPZIG_ITEM, HAMBURG_ITEM, start=year(1990)), Stated(ATLANTIS_ITEM, KYIV_ITEM)]


async def start(folder: Path, data: Path, *arguments: str) -> asyncio.subprocess.Process:
    """Run the command in ``folder``, away from any ``.env`` and any proxy of the one who tests."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TWINBOT_", "DISCORD_"))}
    # Nothing listens there: whoever asks a proxy gets no answer.
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"), "http://127.0.0.1:9")
    ours = {"PYTHONPATH": str(HOME), "PYTHONUTF8": "1", "TWINBOT_DATA_DIR": str(data), "COLUMNS": "100"}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "data", "wikidata", *arguments,
        cwd=folder, env=clean | proxies | ours, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def run(folder: Path, data: Path, *arguments: str) -> tuple[int, list[str], str]:
    """Its exit code, the lines that it printed, and its error stream."""
    process = await start(folder, data, *arguments)
    printed, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, printed.decode().splitlines(), errors.decode()


def pairings(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "var" / "twinbot.sqlite")) as db:
        (count,) = db.execute("SELECT count(*) FROM pairing").fetchone()
    return int(count)


async def test_a_run_ends_with_its_counts_and_a_second_one_finds_nothing_to_do(tmp_path: Path, data_dir: Path) -> None:
    async with answering(Sparql(TIES)) as endpoint:
        code, lines, errors = await run(tmp_path, data_dir, "--endpoint", endpoint.url, "--dry-run")
        assert (code, lines[-1]) == (0, "1 added, 0 confirmed, 0 to review, 1 place not found")
        before = pairings(tmp_path)
        code, lines, errors = await run(tmp_path, data_dir, "--endpoint", endpoint.url)
        assert (code, lines[-1]) == (0, "1 added, 0 confirmed, 0 to review, 1 place not found")
        assert pairings(tmp_path) == before + 1
        assert "2 pages of" in errors
        code, lines, _ = await run(tmp_path, data_dir, "--endpoint", endpoint.url, "--fresh")
        assert (code, lines[-1]) == (0, "0 added, 1 confirmed, 0 to review, 1 place not found")
    # Its count, a page and the end, and all that once more for the fresh ones.
    assert len(endpoint.asked) == 6
    assert (tmp_path / "var" / "wikidata" / "not_found.csv").read_text(encoding="utf-8").count("\n") == 2


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="processes are killed as POSIX does it")
async def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path, data_dir: Path) -> None:
    endpoint = Sparql([*TIES, *chain(2500)])
    # The count and two pages are there; the third does not come.
    endpoint.faults[4] = stalls(endpoint)
    async with answering(endpoint):
        process = await start(tmp_path, data_dir, "--endpoint", endpoint.url)
        await endpoint.when_asked(4).wait()
        process.kill()
        await process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert len(list((tmp_path / "var" / "wikidata").glob("*/page-*.json.gz"))) == 2
        code, lines, errors = await run(tmp_path, data_dir, "--endpoint", endpoint.url)
    assert code == 0, errors
    assert lines[0] == "Wikidata: 2502 statements on 2502 ties."
    first, second, third, again, end = endpoint.beginnings
    assert again == third
    assert first < second < third < end
    assert len(endpoint.asked) == 6


async def test_an_endpoint_that_refuses_is_told_and_nothing_changes(tmp_path: Path, data_dir: Path) -> None:
    async with answering(Sparql(TIES, {1: status(403)})) as endpoint:
        code, lines, errors = await run(tmp_path, data_dir, "--endpoint", endpoint.url)
    assert code == 1
    assert lines == []
    assert "status 403, it has shut this machine out. Nothing was changed." in errors
    assert "Traceback" not in errors


async def test_an_endpoint_that_wants_to_be_left_alone_for_long_ends_the_run(tmp_path: Path, data_dir: Path) -> None:
    async with answering(Sparql(TIES, {2: status(429, Retry_After="86400")})) as endpoint:
        code, _, errors = await run(tmp_path, data_dir, "--endpoint", endpoint.url)
    assert code == 1
    assert "left alone for 86400 seconds" in errors
    assert "goes on where it stopped" in errors


async def test_a_saved_result_needs_no_network(tmp_path: Path, data_dir: Path) -> None:
    (tmp_path / "saved.json").write_text(json.dumps(result_of(TIES)), encoding="utf-8")
    code, lines, _ = await run(tmp_path, data_dir, "--file", "saved.json")
    assert (code, lines[-1]) == (0, "1 added, 0 confirmed, 0 to review, 1 place not found")


async def test_the_query_can_be_shown_to_ask_it_elsewhere(tmp_path: Path, data_dir: Path) -> None:
    code, lines, _ = await run(tmp_path, data_dir, "--show-query", "--country", "ua", "--country", "DE")
    assert code == 0
    assert '      VALUES ?code { "DE" "UA" }' in lines
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--country", "Ukraine"], "is no country code"),
        (["--endpoint", "ftp://example.org"], "is no address of a SPARQL endpoint"),
        (["--file", "x.json", "--country", "UA"], "A file is read as it is"),
        (["--file", "x.json", "--fresh"], "A file is read as it is"),
        (["--file", "missing.json"], "cannot be read as a SPARQL result"),
        (["--file", "."], "cannot be read as a SPARQL result"),
        (["--file", "page.html"], "it is no SPARQL result in JSON"),
    ],
)
async def test_what_was_asked_wrongly_is_told_in_words(tmp_path: Path, data_dir: Path, arguments: list[str], told: str) -> None:
    (tmp_path / "page.html").write_text("<html>", encoding="utf-8")
    code, _, errors = await run(tmp_path, data_dir, *arguments)
    assert code == 2
    assert told in errors
    assert "Traceback" not in errors

"""``python -m bot``, as it is typed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parents[1]


def bot(
    *arguments: str, settings: Settings | None = None, folder: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run it, away from any ``.env`` of the one who tests."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TWINBOT_", "DISCORD_"))}
    ours = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    if settings is not None:
        ours["TWINBOT_STORE_PATH"] = str(settings.store_path)
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command, cwd=folder, env=clean | ours | environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_ask_prints_what_the_channel_would_show_all_pages(shipped: Settings, tmp_path: Path) -> None:
    done = bot("ask", "!twin Los Angeles", "!aid Kyiv", "!twin pizza", settings=shipped, folder=tmp_path)
    assert done.returncode == 0
    first, *_ = done.stdout.split("> !aid Kyiv")
    assert first.startswith("> !twin Los Angeles\nLos Angeles, California: 26 pairings recorded\n24 active")
    assert "Page 2 of 2 · 11 to 26 of 26" in first
    assert done.stdout.rstrip().endswith("I know no city called “pizza”. Try !twin Los Angeles, or !help for all commands.")
    assert done.stderr == ""


def test_ask_json_gives_one_object_a_line(shipped: Settings, tmp_path: Path) -> None:
    done = bot("ask", "--json", "--as", "moderator", "!twin Los Angeles", "/twin pizza", settings=shipped, folder=tmp_path)
    card, sentence = (json.loads(line) for line in done.stdout.splitlines())
    assert card["command"] == "!twin Los Angeles"
    assert [sorted(message) for message in card["messages"]] == [["attachments", "components", "content", "embeds"]]
    assert card["messages"][0]["content"] == ""
    assert card["messages"][0]["components"][0]["type"] == 17
    assert "Page 1 of 2" in card["text"]
    assert "Page 2 of 2" in card["text"]
    assert sentence["messages"][0]["content"].startswith("I know no city called “pizza”.")


def test_ask_can_be_put_as_a_moderator_or_as_an_editor(shipped: Settings, tmp_path: Path) -> None:
    asked = {
        role: bot("ask", "--as", role, "!settings", "!help", settings=shipped, folder=tmp_path)
        for role in ("member", "moderator", "editor")
    }
    assert "You need the permission Manage Server for this." in asked["member"].stdout
    assert "Settings of Sister Cities" in asked["moderator"].stdout
    assert "!settings how this server has set me up: moderators, " in asked["editor"].stdout


def test_ask_tells_which_form_a_slash_command_opens_and_names_groups(shipped: Settings, tmp_path: Path) -> None:
    done = bot("ask", "--as", "moderator", "/suggest pairing", "/settings show", settings=shipped, folder=tmp_path)
    assert "[Form: " in done.stdout
    assert "Settings of Sister Cities" in done.stdout
    assert done.returncode == 0


def test_links_of_others_are_not_asked_without_saying_who_asks(shipped: Settings, tmp_path: Path) -> None:
    done = bot("data", "links", settings=shipped, folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("Set TWINBOT_CHECK_LINKS_CONTACT to an address by which the owner of a site reaches you")
    assert done.stdout == ""


def test_ask_without_a_command_says_how(tmp_path: Path) -> None:
    done = bot("ask", folder=tmp_path)
    assert done.returncode == 2
    assert 'python -m bot ask "!twin Los Angeles"' in done.stderr


def test_ask_that_gets_no_answer_fails_and_names_the_command(shipped: Settings, tmp_path: Path) -> None:
    done = bot("ask", "!twin Kyiv", "hello", settings=shipped, folder=tmp_path)
    assert done.returncode == 1
    assert "“hello”" in done.stderr
    assert "Kyiv, Ukraine" in done.stdout


def test_search_prints_the_outcome_as_json(shipped: Settings, tmp_path: Path) -> None:
    done = bot("search", "Los Angelos", settings=shipped, folder=tmp_path)
    found = json.loads(done.stdout)
    assert found["outcome"] in ("match", "suggest")
    assert found["cities"][0] == {
        "geonames_id": 5368361,
        "name": "Los Angeles",
        "region": "California",
        "country": "United States",
    }
    assert found["micros"] >= 0


def test_search_takes_the_first_column_of_a_file(shipped: Settings, tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text('query,note\nKiev,x\npizza,y\n"Paris, Texas",z\n', encoding="utf-8")
    done = bot("search", "--batch", "names.csv", settings=shipped, folder=tmp_path)
    outcomes = [json.loads(line) for line in done.stdout.splitlines()]
    assert [found["outcome"] for found in outcomes] == ["match", "none", "match"]
    assert outcomes[0]["cities"][0]["name"] == "Kyiv"
    assert outcomes[2]["cities"][0]["region"] == "Texas"


@pytest.mark.parametrize("arguments", [["search"], ["search", "Kyiv", "--batch", "x.csv"]])
def test_search_wants_a_name_or_a_file(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("query\n", encoding="utf-8")
    assert bot(*arguments, folder=tmp_path).returncode == 2


def test_the_catalogue_that_ships_has_nothing_to_correct(tmp_path: Path) -> None:
    done = bot("data", "check", folder=tmp_path)
    assert done.returncode == 0
    assert "nothing to correct" in done.stdout


def test_a_mistake_in_the_catalogue_is_told_by_file_row_and_column(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    rows = (data / "claims.csv").read_text(encoding="utf-8").splitlines()
    cells = rows[5].split(",")
    cells[3] = "1991-13"
    rows[5] = ",".join(cells)
    (data / "claims.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    checked = bot("data", "check", str(data), folder=tmp_path)
    assert checked.returncode == 1
    assert "claims.csv, row 6, column date" in checked.stdout
    built = bot("data", "build", folder=tmp_path, TWINBOT_DATA_DIR=str(data))
    assert built.returncode == 1
    assert "claims.csv, row 6, column date" in built.stderr
    assert "Traceback" not in built.stderr
    assert not (tmp_path / "var" / "twinbot.sqlite").exists()


def test_run_without_a_token_says_how_to_get_one(tmp_path: Path) -> None:
    done = bot("run", folder=tmp_path)
    assert done.returncode == 2
    assert "DISCORD_TOKEN" in done.stderr
    assert "Traceback" not in done.stderr


def test_all_wrong_settings_are_named_at_once(tmp_path: Path) -> None:
    done = bot("run", folder=tmp_path, TWINBOT_PREFIX="a b", TWINBOT_LOG_LEVEL="LOUD", TWINBOT_PREFX="!")
    assert done.returncode == 2
    assert all(name in done.stderr for name in ("DISCORD_TOKEN", "TWINBOT_PREFIX", "TWINBOT_LOG_LEVEL", "TWINBOT_PREFX"))


def test_a_store_of_a_newer_version_is_refused_in_words(own_store: Settings, tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(own_store.store_path)) as db:
        db.execute("PRAGMA user_version = 99")
    done = bot("ask", "!twin Kyiv", settings=own_store, folder=tmp_path)
    assert done.returncode == 1
    assert "was written by a newer version of the bot" in done.stderr
    assert "Traceback" not in done.stderr


def test_building_the_store_shows_its_progress(tmp_path: Path) -> None:
    done = bot("data", "build", folder=tmp_path)
    assert done.returncode == 0
    assert "Cities of the world" in done.stderr
    assert "Catalogue" in done.stderr
    assert (tmp_path / "var" / "twinbot.sqlite").exists()


def test_ask_goes_on_after_what_discord_would_not_take(shipped: Settings, tmp_path: Path) -> None:
    done = bot("ask", f"!twin {'a' * 4000}", "", "/twin", "/pairing city:Chicago other:Moscow", settings=shipped, folder=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stdout.count("Discord would not take this") == 3
    assert "Chicago and Moscow: suspended" in done.stdout


def test_ask_understands_the_bot_s_name_and_a_slash_command_typed_as_text(shipped: Settings, tmp_path: Path) -> None:
    done = bot("ask", "@Twinbot twin pizza", "/TWIN Kyiv", settings=shipped, folder=tmp_path)
    assert done.returncode == 0
    assert "I know no city called “pizza”." in done.stdout
    assert "Kyiv, Ukraine: " in done.stdout


def test_a_batch_that_is_no_csv_is_named_with_its_line(shipped: Settings, tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes(b"query\nM\xfcnchen\n")
    done = bot("search", "--batch", "latin.csv", settings=shipped, folder=tmp_path)
    assert done.returncode == 2
    assert "latin.csv, line" in done.stderr
    assert "Traceback" not in done.stderr

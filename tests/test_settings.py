"""The settings, their errors, and the token that must never be seen."""

from __future__ import annotations

import io
import logging
import random
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.errors import ID_ALPHABET, PackageInvalid, SettingsInvalid, StoreTooNew, error_id
from bot.logs import REDACTED, redactor, set_up
from bot.settings import ENV_PREFIX, TOKEN_NAME, Settings, setting_name

# Of the shape that Discord gives out; put together here so that no scanner takes it for a leaked one.
TOKEN = ".".join(["MTk4NjIyNDgzNDcxOTI1MjQ4", "Cl2FMQ", "ZnCjm1XVW7vRze4b7Cq4se7kKWs0aBcD"])


@pytest.fixture(autouse=True)
def _empty_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting in the environment and no ``.env`` in the working folder."""
    for field in Settings.model_fields:
        monkeypatch.delenv(setting_name(Settings, field), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the log says; the set-up of logging before the test is put back after it."""
    root, hook, out = logging.getLogger(), sys.excepthook, io.StringIO()
    before, level, discord_level = root.handlers[:], root.level, logging.getLogger("discord").level
    root.handlers = []
    set_up("DEBUG", secrets=(TOKEN,), stream=out)
    yield out
    root.handlers = before
    root.setLevel(level)
    logging.getLogger("discord").setLevel(discord_level)
    logging.captureWarnings(False)
    sys.excepthook = hook


def write(text: str) -> None:
    Path(".env").write_text(text, encoding="utf-8")


def test_nothing_set_is_enough_for_all_but_discord() -> None:
    settings = Settings.load()
    assert (settings.prefix, settings.store_path, settings.discord_token) == ("!", Path("var/twinbot.sqlite"), None)


def test_the_catalogue_that_ships_is_found() -> None:
    assert Settings().data_dir.is_dir()


def test_the_env_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    write(f"# mine\n{TOKEN_NAME}={TOKEN}\nTWINBOT_PREFIX=?\nTWINBOT_OWNER_IDS=1, 2\nTWINBOT_LOG_LEVEL=debug\nOTHER=kept out\n")
    monkeypatch.setenv("TWINBOT_PREFIX", "%")
    settings = Settings.load(token_needed=True)
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == TOKEN
    assert (settings.prefix, sorted(settings.owner_ids), settings.log_level) == ("%", [1, 2], "DEBUG")


def test_a_file_saved_by_notepad_is_read() -> None:
    Path(".env").write_bytes(b"\xef\xbb\xbfTWINBOT_PREFIX=?\r\n")
    assert Settings.load().prefix == "?"


def test_an_empty_value_counts_as_not_set() -> None:
    write("TWINBOT_PREFIX=\nTWINBOT_HOME_GUILD=\n")
    assert (Settings.load().prefix, Settings.load().home_guild) == ("!", None)


def test_a_value_that_is_empty_in_the_environment_hides_the_one_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write("TWINBOT_PREFIX=?\n")
    monkeypatch.setenv("TWINBOT_PREFIX", "")
    assert Settings.load().prefix == "!"


def test_settings_built_in_code_take_nothing_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWINBOT_PREFIX", "?")
    assert Settings(store_path=Path("elsewhere.sqlite")).prefix == "!"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().prefix = "?"  # type: ignore[misc]  # that is the point


def test_every_problem_is_reported_at_once_with_how_to_set_it(monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        "TWINBOT_PREFIX=a b\nTWINBOT_COOLDOWN_USER_COMMANDS=many\nTWINBOT_OWNER_IDS=1,x\nTWINBOT_STORE_PTAH=here\nthis is no setting\n"
        "TWINBOT_HOME_GUILD=-4\nTWINBOT_LOG_LEVEL=LOUD\nTWINBOT_COOLDOWN_USER_SECONDS\n"
    )
    monkeypatch.setenv("TWINBOT_MESSAGE_CONTENT", "perhaps")
    with pytest.raises(SettingsInvalid) as caught:
        Settings.load(token_needed=True)
    assert sorted(problem.name for problem in caught.value.problems) == [
        ".env", ".env", "DISCORD_TOKEN", "TWINBOT_COOLDOWN_USER_COMMANDS", "TWINBOT_HOME_GUILD", "TWINBOT_LOG_LEVEL",
        "TWINBOT_MESSAGE_CONTENT", "TWINBOT_OWNER_IDS", "TWINBOT_PREFIX", "TWINBOT_STORE_PTAH",
    ]  # fmt: skip
    assert caught.value.exit_code == 2
    told = str(caught.value)
    assert "TWINBOT_STORE_PTAH: is not a setting. Did you mean TWINBOT_STORE_PATH?" in told
    assert "TWINBOT_COOLDOWN_USER_COMMANDS: should be a whole number. Write for example TWINBOT_COOLDOWN_USER_COMMANDS=20" in told
    assert "DISCORD_TOKEN: is missing. Copy the token from the Bot page" in told
    assert "line 5 is not of the form NAME=value" in told


def test_a_file_in_another_encoding_is_named() -> None:
    Path(".env").write_text("TWINBOT_PREFIX=?\n", encoding="utf-16")
    with pytest.raises(SettingsInvalid, match=r"\.env: is not UTF-8 text\. Save it again"):
        Settings.load()


def test_a_folder_in_place_of_the_file_is_named() -> None:
    Path(".env").mkdir()
    with pytest.raises(SettingsInvalid, match=r"\.env: cannot be read"):
        Settings.load()


@pytest.mark.parametrize("prefix", ["/", "@", "tw", "! !", "!!!!!!", "7", "<"])
def test_a_prefix_that_would_clash_is_refused(prefix: str) -> None:
    write(f"TWINBOT_PREFIX='{prefix}'\n")
    with pytest.raises(SettingsInvalid, match="TWINBOT_PREFIX"):
        Settings.load()


@pytest.mark.parametrize("wrong", ["Bot " + TOKEN, TOKEN.replace(".", ""), "<your token>"])
def test_something_else_in_place_of_the_token_is_named_but_not_shown(wrong: str) -> None:
    write(f"{TOKEN_NAME}='{wrong}'\nTWINBOT_PREFIX=a\n")
    with pytest.raises(SettingsInvalid, match="DISCORD_TOKEN: is not a bot token") as caught:
        Settings.load()
    assert wrong not in "".join(traceback.format_exception(caught.value))


def test_the_token_is_not_in_any_form_of_the_settings() -> None:
    settings = Settings(discord_token=SecretStr(TOKEN))
    for form in (repr(settings), str(settings), repr(settings.model_dump()), settings.model_dump_json()):
        assert TOKEN not in form


def test_the_example_names_exactly_the_settings_there_are() -> None:
    example = (Path(__file__).parents[1] / ".env.example").read_text(encoding="utf-8")
    named = [
        line.removeprefix("# ").partition("=")[0]
        for line in example.splitlines()
        if f"# {ENV_PREFIX}" in line or TOKEN_NAME in line
    ]
    assert named == [setting_name(Settings, field) for field in Settings.model_fields]


def test_the_example_works_as_it_is_and_its_defaults_are_the_real_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    example = (Path(__file__).parents[1] / ".env.example").read_text(encoding="utf-8")
    write(example.replace("# TWINBOT_", "TWINBOT_").replace(f"# {TOKEN_NAME}", TOKEN_NAME))
    loaded, default = Settings.load().model_dump(), Settings().model_dump()
    examples_only = {
        "data_dir", "owner_ids", "home_guild", "editor_ids", "editor_role", "allowed_domains", "check_links_contact", "feeds_dir",
    }  # fmt: skip
    assert {name for name in loaded if loaded[name] != default[name]} == examples_only


def test_the_log_never_has_the_token(log: io.StringIO) -> None:
    logger = logging.getLogger("anywhere")
    logger.info("token %s", TOKEN)
    logger.warning("as an argument %r", {"Authorization": f"Bot {TOKEN}"})
    logger.info("too many arguments", TOKEN)  # noqa: PLE1205 - such a mistake must not let the token out
    logger.info("where", stack_info=True)
    try:
        raise RuntimeError(f"refused {TOKEN}")
    except RuntimeError:
        logger.exception("it failed")
    sys.excepthook(*_raised(f"nobody handled {TOKEN}"))
    assert TOKEN not in log.getvalue()
    assert log.getvalue().count(REDACTED) == 5
    assert "RuntimeError: nobody handled [redacted]" in log.getvalue()


def test_a_token_that_nobody_told_of_is_redacted_by_its_shape(log: io.StringIO) -> None:
    set_up("INFO", stream=log)
    logging.getLogger("anywhere").info("found %s in a message", TOKEN)
    logging.getLogger("anywhere").info("POST /webhooks/198622483471925248/%s", "a" * 68)
    assert TOKEN not in log.getvalue()
    assert "aaaa" not in log.getvalue()


def test_what_members_type_cannot_forge_a_line_of_the_log(log: io.StringIO) -> None:
    logging.getLogger("bot").info("asked %s", "x\n2026-01-01T00:00:00Z ERROR bot: all is lost\x1b[2J\u202e")
    assert len(log.getvalue().splitlines()) == 1
    assert "\x1b" not in log.getvalue()


@given(st.text(min_size=1, max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whatever_surrounds_a_secret_it_is_taken_out(secret: str, before: str, after: str) -> None:
    marker = f"§{secret}§"
    assert marker not in redactor(marker)(before + marker + after)


@given(st.integers())
def test_an_error_id_can_be_read_aloud(seed: int) -> None:
    first, _, second = error_id(random.Random(seed)).partition("-")
    assert len(first) == len(second) == 3
    assert set(first + second) <= set(ID_ALPHABET)
    assert error_id(random.Random(seed)) == f"{first}-{second}"


def test_errors_say_what_to_do_and_carry_what_they_are_about() -> None:
    too_new = StoreTooNew(Path("var/twinbot.sqlite"), found=9, known=3)
    assert "Install the newer version" in str(too_new)
    assert (too_new.path.name, too_new.found, too_new.known) == ("twinbot.sqlite", 9, 3)
    invalid = PackageInvalid(["cities.csv, row 7, population: write a whole number"])
    assert str(invalid).startswith("The catalogue has 1 mistake; nothing was loaded:\n  cities.csv, row 7")


def _raised(message: str) -> tuple[type[BaseException], BaseException, None]:
    error = RuntimeError(message)
    return type(error), error, None


def test_whoever_asks_the_links_of_others_says_who_it_is() -> None:
    write("TWINBOT_CHECK_LINKS=true")
    with pytest.raises(
        SettingsInvalid, match="TWINBOT_CHECK_LINKS_CONTACT: is missing: whoever asks the links of others says who it is"
    ):
        Settings.load()
    write("TWINBOT_CHECK_LINKS=true\nTWINBOT_CHECK_LINKS_CONTACT=https://example.org/contact")
    assert Settings.load().check_links
    write("TWINBOT_CHECK_LINKS_CONTACT=Łódź")
    with pytest.raises(SettingsInvalid, match="must be printable ASCII"):
        Settings.load()

"""The settings: ``.env`` and the environment -> one frozen :class:`Settings`, or every problem with them at once.

A value in the environment wins over the same one in ``.env``; an empty value counts as not set.
"""

from __future__ import annotations

import difflib
import io
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

from dotenv.parser import parse_stream
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.sources import NoDecode

from bot.errors import SettingProblem, SettingsInvalid

ENV_PREFIX = "TWINBOT_"
TOKEN_NAME = "DISCORD_TOKEN"  # noqa: S105 - the name of the variable, not a token
_WHERE_TO_GET_IT = (
    "Copy the token from the Bot page of your application in Discord’s Developer Portal into .env (docs/operators.md)."
)
_TOKEN_SHAPE = re.compile(r"^[\w-]+\.[\w-]+\.[\w-]+$", re.ASCII)
_LARGEST_ID = 2**64 - 1
_IN_WORDS = {
    "bool_parsing": "should be true or false.",
    "float_parsing": "should be a number.",
    "int_parsing": "should be a whole number.",
}


def shipped_data_dir() -> Path:
    """Where the catalogue that ships lies: ``bot/_data`` in an installed wheel, ``data`` beside ``bot`` in a checkout."""
    room = Path(__file__).resolve().parent
    installed = room / "_data"
    return installed if installed.is_dir() else room.parent / "data"


def _split(value: object) -> object:
    """``"1, 2"`` as a list of its parts."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


SnowflakeId = Annotated[int, Field(gt=0, le=_LARGEST_ID)]


class Settings(BaseSettings):
    """Everything that can be set, checked. Built in code it takes only what it is handed; :meth:`load` reads the surroundings.

    ``examples`` of a field is what an operator may write for it.
    """

    model_config = SettingsConfigDict(
        frozen=True, env_prefix=ENV_PREFIX, extra="forbid", populate_by_name=True, hide_input_in_errors=True
    )

    discord_token: SecretStr | None = Field(
        None,
        validation_alias=TOKEN_NAME,
        description="The bot’s token. Needed only by “run”.",
        examples=["three parts with dots between"],
    )
    store_path: Path = Field(
        Path("var/twinbot.sqlite"), description="The store’s file. Made if it is missing.", examples=["var/twinbot.sqlite"]
    )
    data_dir: Path = Field(
        default_factory=shipped_data_dir, description="The folder of the catalogue to build the store from.", examples=["data"]
    )
    prefix: str = Field("!", min_length=1, max_length=5, description="What a typed command begins with.", examples=["!"])
    message_content: bool = Field(
        True,
        description="Ask Discord for the message-content intent, which commands typed with the prefix need.",
        examples=["true"],
    )
    owner_ids: Annotated[frozenset[SnowflakeId], NoDecode, BeforeValidator(_split)] = Field(
        frozenset(), description="Discord ids of the people who run the bot.", examples=["80351110224678912,80351110224678913"]
    )
    home_guild: SnowflakeId | None = Field(
        None,
        description="Id of the server of those who run the bot: the catalogue is reviewed there, and it gets changed slash commands at once.",
        examples=["197038439483310086"],
    )
    editor_ids: Annotated[frozenset[SnowflakeId], NoDecode, BeforeValidator(_split)] = Field(
        frozenset(),
        description="Discord ids of the editors of the shared catalogue.",
        examples=["80351110224678912,80351110224678913"],
    )
    editor_role: SnowflakeId | None = Field(
        None, description="Id of a role in the home server whose members are editors too.", examples=["197038439483310087"]
    )
    suggestions_per_day: int = Field(
        10, ge=1, le=1000, description="How many suggestions a member may send in 24 hours.", examples=["10"]
    )
    report_threshold: int = Field(
        3, ge=1, le=100, description="How many members must report a link for it to be hidden at once.", examples=["3"]
    )
    allowed_domains: Annotated[frozenset[str], NoDecode, BeforeValidator(_split)] = Field(
        frozenset(),
        description="Domains that links may lead to beside those on an organisation’s record.",
        examples=["u24.gov.ua,icrc.org"],
    )
    check_links: bool = Field(
        False, description="Ask the recorded links once a day whether they still answer.", examples=["false"]
    )
    check_links_contact: str = Field(
        "",
        max_length=200,
        validate_default=True,
        description="How the owner of a site reaches you: an address that goes out with every request to a recorded link.",
        examples=["https://example.org/contact"],
    )
    pictures: bool = Field(
        True, description="Answer with maps and timelines. Off on a machine without memory to spare.", examples=["true"]
    )
    announcements: bool = Field(
        True,
        description="Post what is due. Off in a second bot on the same store, or to hold everything back.",
        examples=["true"],
    )
    feeds_dir: Path | None = Field(
        None,
        description="A folder into which an Atom feed and a calendar are written, for whoever serves files.",
        examples=["var/feeds"],
    )
    cooldown_user_commands: int = Field(20, ge=1, le=1000, description="How many commands a member may send …", examples=["20"])
    cooldown_user_seconds: float = Field(30, gt=0, le=3600, description="… in so many seconds.", examples=["30"])
    cooldown_channel_commands: int = Field(
        60, ge=1, le=1000, description="How many commands one channel may send …", examples=["60"]
    )
    cooldown_channel_seconds: float = Field(30, gt=0, le=3600, description="… in so many seconds.", examples=["30"])
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much the log tells.", examples=["INFO"]
    )

    @classmethod
    def load(cls, env_file: str | Path | None = ".env", *, token_needed: bool = False) -> Settings:
        """The settings of this process. A missing ``env_file`` is no error: the environment may hold them all.

        Raises:
            SettingsInvalid: one or more are missing, malformed or unknown.
        """
        in_file, problems = _read_env_file(Path(env_file)) if env_file is not None else ({}, [])
        written = in_file | dict(os.environ)
        values = {name: value for name, value in _Surroundings(cls, written)().items() if value != ""}
        problems += _unknown_names(cls, written)
        if token_needed and setting_name(cls, "discord_token") not in values:
            problems.append(SettingProblem(TOKEN_NAME, "is missing.", _WHERE_TO_GET_IT))
        settings: Settings | None = None
        try:
            settings = cls(**values)
        except ValidationError as error:
            # The cause is not chained: it could show the values, and one of them is the token.
            problems += _malformed(cls, error)
        if settings is None or problems:
            raise SettingsInvalid(problems)
        return settings

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is handed in, so that a test or a tool never picks up a stray variable."""
        return (init_settings,)

    @field_validator("discord_token", mode="after")
    @classmethod
    def _is_a_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not _TOKEN_SHAPE.match(token.get_secret_value()):
            raise ValueError("is not a bot token: that has three parts with dots between, and no blanks or quotes.")
        return token

    @field_validator("prefix", mode="after")
    @classmethod
    def _is_a_prefix(cls, prefix: str) -> str:
        # Discord keeps "/" and "@" for itself, and "#" names a channel; a letter would answer ordinary sentences.
        if any(sign.isspace() or sign.isalnum() for sign in prefix) or prefix[0] in "/@#<":
            raise ValueError("must be signs without blanks, letters or digits, and not begin with / @ # or <.")
        if not prefix.isprintable() or "`" in prefix or "\\" in prefix:
            raise ValueError("must be signs that can be seen, without ` and \\.")
        return prefix

    @field_validator("check_links_contact", mode="after")
    @classmethod
    def _is_a_contact(cls, contact: str, info: ValidationInfo) -> str:
        if contact and not (contact.isascii() and contact.isprintable()):
            raise ValueError("must be printable ASCII, such as the address of a page.")
        if not contact and info.data.get("check_links"):
            raise ValueError("is missing: whoever asks the links of others says who it is.")
        return contact

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @field_validator("store_path", "data_dir", "feeds_dir", mode="after")
    @classmethod
    def _from_home(cls, path: Path | None) -> Path | None:
        try:
            return path.expanduser() if path is not None else None
        except RuntimeError as error:
            raise ValueError("names a home folder that there is not.") from error

    @field_validator("store_path", mode="after")
    @classmethod
    def _is_a_file(cls, path: Path) -> Path:
        if not path.name or path.is_dir():
            raise ValueError("is a folder: name the file in it, for example var/twinbot.sqlite.")
        return path


class _Surroundings(EnvSettingsSource):
    """Reads the variables that ``written`` holds, instead of those of the process alone."""

    def __init__(self, settings_cls: type[BaseSettings], written: dict[str, str]) -> None:
        self._written = {name.lower(): value for name, value in written.items()}
        super().__init__(settings_cls)

    def _load_env_vars(self) -> dict[str, str]:
        return self._written


def setting_name(model: type[BaseSettings], field: str) -> str:
    """The variable that sets ``field``: ``TWINBOT_PREFIX``; ``DISCORD_TOKEN`` has no prefix, as Discord’s own examples."""
    alias = model.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"{ENV_PREFIX}{field.upper()}"


def _read_env_file(path: Path) -> tuple[dict[str, str], list[SettingProblem]]:
    """What ``path`` sets, and the lines of it that set nothing. Lines are named by number: they may hold the token."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}, []
    except UnicodeDecodeError:
        return {}, [SettingProblem(str(path), "is not UTF-8 text.", "Save it again with the encoding UTF-8.")]
    except OSError as error:
        return {}, [SettingProblem(str(path), f"cannot be read: {error.strerror}.", "Make it a file that the bot may read.")]
    found: dict[str, str] = {}
    problems = []
    for line in parse_stream(io.StringIO(text)):
        if line.error or (line.key is not None and line.value is None):
            wrong = f"line {line.original.line} is not of the form NAME=value."
            problems.append(SettingProblem(str(path), wrong, "Put “#” before it if it is a comment."))
        elif line.key is not None and line.value is not None:
            found[line.key] = line.value
    return found, problems


def _unknown_names(model: type[BaseSettings], written: Iterable[str]) -> Iterator[SettingProblem]:
    known = [setting_name(model, field) for field in model.model_fields]
    for name in sorted({name.upper() for name in written}):
        if name.startswith(ENV_PREFIX) and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            yield SettingProblem(name, "is not a setting.", f"Did you mean {close[0]}?" if close else "Take it out.")


def _malformed(model: type[BaseSettings], error: ValidationError) -> Iterator[SettingProblem]:
    field_of = {key: field for field in model.model_fields for key in (field, setting_name(model, field))}
    told = set()
    for found in error.errors(include_url=False, include_input=False):
        field = field_of[str(found["loc"][0])]
        if field not in told:
            told.add(field)
            yield SettingProblem(setting_name(model, field), _in_words(found["type"], found["msg"]), _remedy(model, field))


def _in_words(kind: str, message: str) -> str:
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    return _IN_WORDS.get(kind, message.replace("Input should", "should") + ".")


def _remedy(model: type[BaseSettings], field: str) -> str:
    if field == "discord_token":
        return _WHERE_TO_GET_IT
    (example,) = model.model_fields[field].examples or ("",)
    return f"Write for example {setting_name(model, field)}={example}"

"""The code base itself: what a reader relies on in every file, whoever wrote it last."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import bot
from bot.settings import ENV_PREFIX, Settings, setting_name

HOME = Path(__file__).parents[1]
LONGEST = 450
"""Lines. A longer file holds more than one thing."""

CODE = sorted(path for room in ("bot", "tests", "benchmarks", "scripts") for path in (HOME / room).rglob("*.py"))
PAGES = sorted([*HOME.glob("*.md"), *(HOME / "docs").glob("*.md")])
BY_HAND = [
    *CODE, *PAGES, HOME / "Makefile", HOME / "pyproject.toml", HOME / "requirements.lock", HOME / ".env.example", HOME / ".ci" / "run",
]  # fmt: skip
PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]

COMES_WITH_ANOTHER = {"aiohttp": "discord-py", "annotated_types": "pydantic", "pydantic_core": "pydantic", "yarl": "discord-py"}
USED_WITHOUT_IMPORT = {
    "networkx",  # a benchmark imports it by name, for it has no types
    "orjson",  # discord.py reads and writes with it where it is installed
    "tzdata",  # zoneinfo reads it where the system has no time zones
    "hatchling", "import-linter", "mypy", "ruff", "uv",  # run by make
    "pytest-asyncio",  # a plugin of pytest
    "types-python-dateutil",  # mypy reads it
}  # fmt: skip


def name_of(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


def canonical(requirement: str) -> str:
    """``discord.py>=2.7`` as the index spells it: ``discord-py``."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]).lower()


def imported(paths: list[Path]) -> set[str]:
    """The names of the distributions that ``paths`` import."""
    packages = packages_distributions()
    found = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            tops = {name.partition(".")[0] for name in names}
            found |= {canonical(COMES_WITH_ANOTHER.get(top) or packages[top][0]) for top in tops if top in packages}
    return found - {"twinbot"}


def locked() -> Iterator[tuple[str, str]]:
    """Each entry of the lock: its first line, and its hashes."""
    for entry in re.split(r"\n(?=\S)", (HOME / "requirements.lock").read_text(encoding="utf-8")):
        first, _, rest = entry.partition("\n")
        yield first, rest


@pytest.mark.parametrize("path", [path for path in CODE if HOME / "bot" in path.parents], ids=name_of)
def test_no_room_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", BY_HAND, ids=name_of)
def test_nothing_is_tied_to_one_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"(?<![\w./])(?:/(?:home|root|tmp|work|Users)/|[A-Z]:\\Users)\w\S*", text)
    assert not re.findall(r"--[a-z-]*(?:index|find)-(?:url|links)|https?://\S+/simple\b", text)


def test_the_lock_pins_and_hashes_every_package_and_names_no_address() -> None:
    text = (HOME / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    for first, rest in locked():
        assert re.match(r"^[a-z0-9-]+==[\w.]+( ; .+)? \\$", first), first
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", rest), first


def test_the_lock_holds_all_that_the_project_asks_for() -> None:
    asked = [*PROJECT["dependencies"], *(package for extra in PROJECT["optional-dependencies"].values() for package in extra)]
    pinned = {canonical(first) for first, _ in locked()}
    assert {canonical(requirement) for requirement in asked} - {"twinbot"} <= pinned


def test_the_bot_imports_exactly_what_it_declares() -> None:
    declared = {canonical(requirement) for requirement in PROJECT["dependencies"]}
    assert imported([path for path in CODE if HOME / "bot" in path.parents]) == declared - USED_WITHOUT_IMPORT


def test_every_extra_is_used() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in CODE)
    declared = {canonical(package) for extra in PROJECT["optional-dependencies"].values() for package in extra} - {"twinbot"}
    assert [
        name for name in sorted(declared - USED_WITHOUT_IMPORT) if not re.search(rf"\b(?:import|from|files\() ?\"?{name}\b", text)
    ] == []


def test_every_setting_is_read_somewhere() -> None:
    rooms = [path for path in CODE if HOME / "bot" in path.parents and path.name != "settings.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in rooms)
    assert [field for field in Settings.model_fields if not re.search(rf"\.{field}\b", text)] == []


def test_the_changelog_tells_of_this_version() -> None:
    assert f"## [{bot.__version__}]" in (HOME / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_what_a_page_names_exists(path: Path) -> None:
    """Links to files, targets of make, settings."""
    text = path.read_text(encoding="utf-8")
    links = [
        link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link and not link.startswith("#")
    ]
    assert [link for link in links if not (path.parent / link).exists()] == []
    targets = re.findall(r"^([a-z-]+):.*## ", (HOME / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= set(targets)
    settings = {setting_name(Settings, field) for field in Settings.model_fields}
    assert {name for name in re.findall(rf"{ENV_PREFIX}[A-Z_]+", text) if not name.endswith("_")} <= settings

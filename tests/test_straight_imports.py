"""No room of the bot needs itself, by whatever way round: imports run in a straight line, so each can be read before the next."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import bot

HOME = Path(bot.__file__).parent
MODULES = {
    ".".join(("bot", *path.relative_to(HOME).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(HOME.rglob("*.py"))
}


def imported(module: str) -> Iterator[str]:
    """The modules of the bot that a module imports, wherever in it, but for those that only type checkers read."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    for node in _running(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = module.split(".") if MODULES[module].name == "__init__.py" else module.split(".")[:-1]
            above = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            inner = [f"{source}.{alias.name}" for alias in node.names if f"{source}.{alias.name}" in MODULES]
            yield from inner or [source]


def _running(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child
        yield from _running(child)


def test_imports_run_in_a_straight_line() -> None:
    graph = {module: {each for each in imported(module) if each in MODULES and each != module} for module in MODULES}
    try:
        order = [*TopologicalSorter(graph).static_order()]
    except CycleError as error:
        raise AssertionError(f"an import comes back to itself: {' → '.join(error.args[1])}") from error
    assert order.index("bot.cogs.previews") < order.index("bot.cogs.filling") < order.index("bot.cogs.drafts")

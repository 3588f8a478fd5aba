"""What the server says in codes, the admin says in words, in both languages."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from otklik.automation.graph.faults import GraphFault
from otklik.segments.errors import FaultCode

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "admin" / "src" / "i18n"


ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
"""A noun and a verb in the past, as the journal keeps them."""


def audit_actions() -> Iterator[str]:
    """The `action` of every entry that some room writes into the journal."""
    for path in (ROOT / "src" / "otklik").rglob("*.py"):
        if path.name == "audit.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for given in _given_actions(tree):
            if isinstance(given, ast.Constant):
                yield str(given.value)
            else:
                yield from _names_in(tree)


def _given_actions(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("record_audit", "record_of_member")
        ):
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "action")


def _names_in(tree: ast.Module) -> Iterator[str]:
    """Where the action is a variable: every text of the module that looks like one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ACTION.fullmatch(node.value):
            yield node.value


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_action_of_the_journal_has_words(language: str) -> None:
    texts = json.loads((TEXTS / language / "settings.json").read_text(encoding="utf-8"))
    actions = {action.replace(".", "_", 1) for action in audit_actions()}

    assert len(actions) > 20
    assert set(texts["action"]) == actions


ELSEWHERE = {
    "messaging/site/judging.py",  # told to visitors: the widget has words
    "messaging/mail/sending.py",  # single letters of the API
    "segments/suggesting.py",
}
"""Where faults are made that no editor of the admin shows."""


def fault_codes() -> Iterator[str]:
    """The code of every fault of graphs, contents, conditions and goals that the server can tell."""
    yield from (code.value for code in (*GraphFault, *FaultCode))
    rooms = ROOT / "src" / "otklik"
    for path in (
        each for room in ("automation", "messaging", "segments") for each in (rooms / room).rglob("*.py")
    ):
        if str(path.relative_to(rooms)) in ELSEWHERE:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Fault") and len(node.args) > 1:
                yield from _texts_of(node.args[1])


def _texts_of(code: ast.expr) -> Iterator[str]:
    """The texts that an expression may become: itself, or both ends of a choice."""
    if isinstance(code, ast.Constant) and isinstance(code.value, str):
        yield code.value
    elif isinstance(code, ast.IfExp):
        yield from _texts_of(code.body)
        yield from _texts_of(code.orelse)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_fault_of_an_editor_has_words(language: str) -> None:
    known: set[str] = set()
    for part in ("messages", "conditions"):
        known |= set(json.loads((TEXTS / language / f"{part}.json").read_text(encoding="utf-8"))["fault"])
    codes = set(fault_codes())
    assert len(codes) > 40
    in_words = {re.sub(r"_(\w)", lambda found: found[1].upper(), code): code for code in codes}
    assert {code for name, code in in_words.items() if name not in known} == set()

"""What the server says in codes, the admin says in words, in both languages."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

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

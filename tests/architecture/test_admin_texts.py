"""What the server says in codes, the admin says in words, in both languages."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "admin" / "src" / "i18n"


def audit_actions() -> Iterator[str]:
    """The `action` of every entry that some room writes into the journal."""
    for path in (ROOT / "src" / "otklik").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith(
                ("record_audit", "record_of_member")
            ):
                continue
            for keyword in node.keywords:
                if keyword.arg == "action" and isinstance(keyword.value, ast.Constant):
                    yield str(keyword.value.value)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_action_of_the_journal_has_words(language: str) -> None:
    texts = json.loads((TEXTS / language / "settings.json").read_text(encoding="utf-8"))
    actions = {action.replace(".", "_", 1) for action in audit_actions()}

    assert len(actions) > 20
    assert set(texts["action"]) == actions

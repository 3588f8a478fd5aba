"""Statements of typical conditions as they are, so that a change of SQL shows in review.

OTKLIK_SNAPSHOTS=1 writes them anew.
"""

import os
import re
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from otklik.segments.language.names import AnyNames
from otklik.segments.language.parsing import parse
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.queries_compile import Statement, compile_members

SNAPSHOTS: Final = Path(__file__).parent / "snapshots"
_BREAKS: Final = re.compile(r" (?=FROM|WHERE|GROUP BY|UNION ALL|SELECT)")
_BOUGHT: Final = {"event": "buy"}
_LOOKED: Final = {"event": "look", "within": {"last": "P7D"}}
_PRO: Final = {"property": "plan", "op": "eq", "value": "pro"}
CONDITIONS: Final[dict[str, Any]] = {
    "did_ever": _BOUGHT,
    "never_did": {"not": _BOUGHT},
    "did_lately_with_value": _LOOKED | {"where": [{"property": "price", "op": "gt", "value": 20}]},
    "did_and_did_not": {"all": [_LOOKED, {"event": "buy", "times": {"op": "eq", "value": 0}}]},
    "sum": {"event": "buy", "measure": {"of": "price", "as": "sum", "op": "gte", "value": 100}},
    "same": _LOOKED | {"same": "category", "times": {"op": "gte", "value": 3}},
    "sequence": {"sequence": [_BOUGHT, {"event": "pay"}], "within": "PT1H", "during": {"last": "P7D"}},
    "absence": {
        "sequence": [_BOUGHT, {"not": {"event": "pay"}}],
        "within": "PT1H",
        "during": {"last": "P7D"},
    },
    "property": _PRO,
    "property_as_of": _PRO,
    "held": {"property": "plan", "op": "for_at_least", "value": {"value": "pro", "duration": "P7D"}},
    "tag": {"tag": "vip"},
    "narrowed": {"all": [_LOOKED, {"not": _BOUGHT}, {"property": "$email", "op": "set"}]},
}


def _show(statement: Statement) -> str:
    values = "\n".join(f"-- {name} = {value!r}" for name, value in statement.parameters.items())
    return f"{_BREAKS.sub(chr(10), statement.sql)}\n{values}\n"


@pytest.mark.parametrize("name", CONDITIONS)
def test_the_statement_is_the_one_that_was_reviewed(name: str) -> None:
    is_past = name.endswith("as_of")
    asked = Asked(
        workspace_id=7,
        now_ms=1_790_000_000_000,
        is_present=not is_past,
        zone=ZoneInfo("Europe/Moscow"),
        operated=frozenset() if is_past else None,
    )
    shown = _show(compile_members(parse(CONDITIONS[name], resolve=AnyNames()), asked))
    file = SNAPSHOTS / f"{name}.sql"
    if os.environ.get("OTKLIK_SNAPSHOTS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")

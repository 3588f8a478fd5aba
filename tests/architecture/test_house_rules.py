"""Each house rule refuses a bad sample and lets a good one pass."""

import ast
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

import pytest
from tools.lint import rules
from tools.lint.rules import Breach, Source

FORGET, IGNORE = "# no" + "qa", "# type: ig" + "nore[x]"
ENDPOINT = "src/otklik/profiles/endpoints.py"
SERVICE = "src/otklik/profiles/service.py"
REPOSITORY = "src/otklik/profiles/repository.py"

CASES = [
    (rules.check_length, SERVICE, "x = 1\n" * 401, "x = 1\n" * 399),
    (rules.check_left_over, SERVICE, "x = 1  # TO" + "DO later\n", "x = 1  # counts what is done\n"),
    (
        rules.check_suppressions,
        SERVICE,
        "x = 1  # no" + "qa\n",
        "x = 1  # no" + "qa: S603 - our own program\n",
    ),
    (
        rules.check_suppressions,
        SERVICE,
        "x = 1  # type: ig" + "nore[x]\n",
        "x = 1  # type: ig" + "nore[x]  # why\n",
    ),
    (rules.check_imports, SERVICE, "def f():\n    import os\n", "import os\n\ndef f(): ...\n"),
    (
        rules.check_framework_walls,
        SERVICE,
        "from fastapi import Depends\n",
        "from otklik.kit import errors\n",
    ),
    (rules.check_framework_walls, SERVICE, "import sqlalchemy as sa\n", "import asyncio\n"),
    (rules.check_commits, SERVICE, "session.commit()\n", "session.flush()\n"),
    (rules.check_sql_place, SERVICE, "q = 'SELECT a FROM b'\n", "q = 'Select a file from below'\n"),
    (
        rules.check_permissions,
        ENDPOINT,
        "@router.get('/x')\nasync def x(session: SessionDep): ...\n",
        "@router.get('/x')\nasync def x(actor: Annotated[Actor, require(Permission.PEOPLE_READ)]): ...\n",
    ),
    (
        rules.check_workspace,
        REPOSITORY,
        "def list_people(session): ...\n",
        "def list_people(session, *, workspace_id): ...\n",
    ),
]


@pytest.mark.parametrize(("rule", "path", "bad", "good"), CASES)
def test_rule_refuses_the_bad_and_passes_the_good(
    rule: Callable[[Source], Iterator[Breach]], path: str, bad: str, good: str
) -> None:
    def found(text: str) -> list[Breach]:
        return list(rule(Source(PurePosixPath(path), text, ast.parse(text))))

    assert found(bad)
    assert not found(good)

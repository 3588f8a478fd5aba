"""docs/reference/conditions.md says what the parser does."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from otklik.segments.errors import FaultCode
from otklik.segments.language.conditions import MeasureKind, Op
from otklik.segments.language.dumping import dump
from otklik.segments.language.names import CONSENTS, AnyNames, MessageStatus
from otklik.segments.language.parsing import parse
from otklik.segments.language.schema import condition_schema

PAGE = (Path(__file__).parents[3] / "docs/reference/conditions.md").read_text(encoding="utf-8")
EXAMPLES: list[tuple[str, Any]] = [
    (title, json.loads(body))
    for title, body in re.findall(r"^([^\n]+):\n\n```json\n(.+?)\n```$", PAGE, re.MULTILINE | re.DOTALL)
]
VALIDATOR = Draft202012Validator(condition_schema())


@pytest.mark.parametrize(("title", "source"), EXAMPLES, ids=[title for title, _ in EXAMPLES])
def test_each_example_is_read_and_fits_the_schema(title: str, source: object) -> None:
    condition = parse(source, resolve=AnyNames())
    assert parse(dump(condition), resolve=AnyNames()) == condition
    VALIDATOR.validate(source)


def test_there_are_the_examples_of_the_product() -> None:
    assert len(EXAMPLES) == PAGE.count("```json") >= 18


def test_every_word_of_the_language_is_on_the_page() -> None:
    before = PAGE.partition("## Examples")[0]
    words = [*Op, *FaultCode, *MeasureKind, *CONSENTS]
    assert [word for word in words if not re.search(rf"[`\s]{word}[`\s]", before)] == []
    assert [status for status in MessageStatus if f" {status} " not in before.replace("|", " ")] == []

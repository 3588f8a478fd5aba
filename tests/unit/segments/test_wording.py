"""Sentences as a marketer reads them; `wording.json` keeps them, a changed one is read anew by a person."""

import json
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from tests.unit.segments.strategies import conditions

from otklik.segments.language.conditions import Condition, Op
from otklik.segments.language.names import CHANNELS, CONSENTS, AnyNames, MessageStatus
from otklik.segments.language.parsing import parse
from otklik.segments.language.wording import Language, describe
from otklik.segments.language.wording_base import Names
from otklik.segments.language.wording_en import English
from otklik.segments.language.wording_ru import Russian, _plural

SENTENCES: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("wording.json").read_text(encoding="utf-8")
)
NAMES = Names(
    events={"webinar_visited": "Вебинар"},
    properties={"plan": "Тариф"},
    segments={12: "Оптовики"},
    lists={3: "Чёрный список"},
    tags={"wholesale": "Опт"},
    messages={7: "Брошенная корзина"},
    zone=ZoneInfo("Europe/Moscow"),
)


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda one: one["en"][:60])
def test_a_condition_reads_as_agreed(sentence: dict[str, Any]) -> None:
    condition = parse(sentence["if"], resolve=AnyNames())
    assert describe(condition, "ru", NAMES) == sentence["ru"]
    assert describe(condition, "en", NAMES) == sentence["en"]


def test_the_sentences_show_every_operator() -> None:
    shown = json.dumps([one["if"] for one in SENTENCES])
    assert [op for op in Op if f'"op": "{op}"' not in shown] == []


@given(conditions(max_leaves=8))
def test_every_condition_has_words(condition: Condition) -> None:
    for language in get_args(Language):
        text = describe(condition, language)
        assert text
        assert text.count("(") == text.count(")")
        assert "  " not in text
        assert "None" not in text


def test_both_languages_know_the_same_names() -> None:
    assert Russian.events.keys() == English.events.keys()
    assert Russian.properties.keys() == English.properties.keys()
    assert set(Russian.channels) == set(English.channels) == set(CHANNELS)
    assert Russian.operators.keys() == English.operators.keys()
    assert Russian.measures.keys() == English.measures.keys()
    assert {f"$message_{status}" for status in MessageStatus} <= Russian.events.keys()


def test_each_consent_has_words() -> None:
    for kind in CONSENTS:
        condition = parse({"consent": kind}, resolve=AnyNames())
        assert "«" not in describe(condition, "ru")
        assert "“" not in describe(condition, "en")


@pytest.mark.parametrize(
    ("number", "form"),
    [(0, 2), (1, 0), (2, 1), (4, 1), (5, 2), (11, 2), (12, 2), (14, 2), (21, 0), (22, 1), (111, 2)],
)
def test_russian_plurals(number: int, form: int) -> None:
    assert _plural(number) == form

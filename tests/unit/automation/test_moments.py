"""Dates and inactivity are conditions that the language reads."""

import pytest

from otklik.automation.moments import Moment, MomentKind, make_filter
from otklik.segments.language.names import AnyNames
from otklik.segments.language.parsing import parse


@pytest.mark.parametrize("kind", list(MomentKind))
def test_every_moment_is_a_condition(kind: MomentKind) -> None:
    moment = Moment(kind, property="$birthday", days=3, minutes=15, status="paid")
    parse(make_filter(moment), resolve=AnyNames())


def test_a_birthday_in_three_days() -> None:
    found = make_filter(Moment(MomentKind.ANNIVERSARY, property="$birthday", days=3))
    assert found == {"property": "$birthday", "op": "anniversary_within", "value": "P3D"}

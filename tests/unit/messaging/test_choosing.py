"""What the boxes of the preference page say: only what was touched, the channel before its topics."""

from collections.abc import Mapping, Sequence

import pytest

from otklik.messaging.contracts import Channel
from otklik.messaging.preferences.choosing import read_choices
from otklik.messaging.preferences.reading import Choice, Group, Sheet, mask


def sheet_of(**boxes: bool) -> Sheet:
    """Of letters: `whole`, and topics by name."""
    choices = [
        Choice(
            "email" if name == "whole" else f"email/{name}",
            "" if name == "whole" else name,
            "",
            "",
            is_on,
            0,
            None,
        )
        for name, is_on in boxes.items()
    ]
    return Sheet(1, "#000000", (Group(Channel.EMAIL, "", tuple(choices)),), is_withdrawn=False)


SHEET = sheet_of(news=True, sale=False, whole=True)
ALL = ["email/news", "email/sale", "email"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"box": ALL, "had": ["email", "email/news"], "on": ["email", "email/news"]}, []),
        ({"box": ALL, "had": ["email", "email/news"], "on": ["email"]}, [("email/news", False)]),
        (
            {"box": ALL, "had": ["email", "email/news"], "on": ["email/news"]},
            [("email", False), ("email/news", True), ("email/sale", False)],
        ),
        (
            {"box": ALL, "had": ["email/news"], "on": ["email"]},
            [("email", True), ("email/news", False), ("email/sale", False)],
        ),
        ({"box": ["email/vip", "sms"], "on": ["email/vip", "sms"]}, []),
        ({"on": ["email/sale"]}, []),
        ({}, []),
        ({"what": ["none"], "on": ALL}, [("email/news", False), ("email", False)]),
    ],
)
def test_a_form_says_what_was_touched(
    given: Mapping[str, Sequence[str]], words: list[tuple[str, bool]]
) -> None:
    assert [(word.key, word.is_on) for word in read_choices(SHEET, given)] == words


def test_an_address_is_known_by_its_owner_alone() -> None:
    assert mask("Anna.Petrova@Mail.ru ") == "a•••@mail.ru"
    assert mask("+79991234517") == "•••17"
    assert mask("") == ""

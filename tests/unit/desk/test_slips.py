"""What a mistyped word may have meant."""

import pytest

from otklik.desk.slips import undo_slips


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("заказ", "заказ"),
        ("закзы", "заказы"),  # a letter is missing
        ("заказзы", "заказы"),  # one too much
        ("закфзы", "заказы"),  # a wrong one
        ("азкаы", "закаы"),  # two in the wrong order
        ("аказ", "заказ"),  # the first
        ("зака", "заказ"),  # the last
        ("delivrey", "delivery"),
        ("pfrfp", "заказ"),  # the keyboard stood at English
        ("цщкв", "word"),
        ("zakazy", "заказы"),
        ("shchyotka", "щетка"),
    ],
)
def test_one_slip_is_undone(typed: str, meant: str) -> None:
    assert meant in undo_slips(typed)


def test_it_begins_with_what_was_typed_and_repeats_nothing() -> None:
    for word in ("доставка", "a", "", "12500", "ab12"):
        meant = undo_slips(word)
        assert meant[:1] == [word] * bool(word)
        assert len(meant) == len(set(meant)) < 900
        assert all(each.isalnum() for each in meant)
    assert undo_slips("я" * 200) == ["я" * 200]


def test_numbers_are_no_slips_of_other_numbers() -> None:
    assert "12501" not in undo_slips("12500")

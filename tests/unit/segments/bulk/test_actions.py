"""Rules of bulk actions that need no engine."""

import msgspec
import pytest

from otklik.segments.bulk.actions import (
    OPTIONS,
    UNDONE_BY,
    BulkKind,
    EraseOptions,
    ListOptions,
    Options,
    PropertyOptions,
    SubscriptionOptions,
    TagOptions,
    has_grown,
    read_options,
)
from otklik.segments.exports.layouts import FileFormat
from otklik.segments.exports.service import ExportSpec


@pytest.mark.parametrize(
    ("count", "expected", "is_too_many"),
    [
        (0, 0, False),
        (1, 0, True),
        (110, 100, False),
        (111, 100, True),
        (90, 100, False),
        (1, 1, False),
        (2, 1, True),
    ],
)
def test_a_tenth_more_is_let_pass(count: int, expected: int, is_too_many: bool) -> None:  # noqa: FBT001 - a table
    assert has_grown(count, expected) is is_too_many


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (BulkKind.TAG_ADD, TagOptions("vip")),
        (BulkKind.LIST_REMOVE, ListOptions((1 << 63) - 1)),
        (BulkKind.PROPERTY_SET, PropertyOptions("x", {"a": [1, None, "ё"]})),
        (BulkKind.PROPERTY_UNSET, PropertyOptions("x")),
        (BulkKind.UNSUBSCRIBE, SubscriptionOptions("sms", "news")),
        (BulkKind.ERASE, EraseOptions(is_suppressed=False)),
        (BulkKind.EXPORT, ExportSpec(FileFormat.CSV, ("id", "$city"), is_hashed=False)),
    ],
)
def test_options_come_back_as_they_were_kept(kind: BulkKind, options: Options) -> None:
    assert read_options(kind, msgspec.json.encode(options)) == options


def test_every_kind_has_options_and_an_undo_of_an_undo_is_the_action() -> None:
    assert set(OPTIONS) == set(BulkKind)
    assert all(UNDONE_BY[UNDONE_BY[kind]] is kind for kind in UNDONE_BY)
    assert not {BulkKind.ERASE, BulkKind.EXPORT, BulkKind.PROPERTY_SET} & set(UNDONE_BY)

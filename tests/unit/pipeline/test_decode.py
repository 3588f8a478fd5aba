import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.infra.log import LogBody, LoggedRequest, LogRow
from otklik.intake.pipeline.decode import decode_rows
from otklik.intake.pipeline.drops import Drop
from otklik.intake.pipeline.event import Event

NOW_MS = 1_767_268_800_000
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
FIELDS = st.sampled_from(
    """type event messageId userId anonymousId previousId groupId properties traits context operations
    timestamp sentAt name author options""".split()  # noqa: SIM905 - shorter than a list
)


def decode(*items: bytes, **request: Any) -> list[Event]:  # noqa: ANN401 - fields of a request
    defaults = {"workspace_id": 1, "write_key_id": 2, "door": "browser", "kind": "", "received_at_ms": NOW_MS}
    body = LogBody([LoggedRequest(**{**defaults, **request})], [(0, raw) for raw in items])
    return decode_rows([LogRow(id=5, part=0, received_at_ms=NOW_MS, body=body)])


def decode_one(item: dict[str, Any], **request: Any) -> Event:  # noqa: ANN401 - fields of a request
    return decode(json.dumps(item).encode(), **request)[0]


@given(st.lists(st.dictionaries(FIELDS, JSON) | JSON, max_size=4))
def test_nothing_a_sender_writes_raises(items: list[Any]) -> None:
    events = decode(*(json.dumps(item).encode() for item in items), context=b'{"ip":5}')
    assert len(events) == len(items)
    assert not [event for event in events if event.drop == Drop.POISON]


@given(
    st.dictionaries(FIELDS, JSON), st.sampled_from(["track", "page", "identify", "group", "alias", "screen"])
)
def test_odd_types_of_every_kind(item: dict[str, Any], kind: str) -> None:
    event = decode_one({**item, "type": kind})
    assert event.drop in {"", Drop.RESERVED, Drop.IGNORED}


def test_positions_and_order() -> None:
    events = decode(*[b'{"type":"page","anonymousId":"a"}'] * 3)
    assert [event.pos for event in events] == [5 << 24 | number << 12 for number in range(3)]
    assert len({event.message_hash for event in events}) == 3


def test_the_batch_context_stands_below_the_item() -> None:
    context = b'{"page":{"url":"https://a/"},"locale":"ru","auth":{"hash":"x"}}'
    event = decode_one({"type": "page", "anonymousId": "a", "context": {"locale": "en"}}, context=context)
    assert event.visit.context == {"page": {"url": "https://a/"}, "locale": "en"}
    assert event.properties == {"url": "https://a/"}


def test_whose_address_counts() -> None:
    item = {"type": "page", "anonymousId": "a", "context": {"ip": "1.1.1.1", "userAgent": "said"}}
    browser = decode_one(item, ip="2.2.2.2", user_agent="connection")
    server = decode_one(item, ip="2.2.2.2", user_agent="connection", door="server")
    assert (browser.visit.ip, browser.visit.user_agent) == ("2.2.2.2", "connection")
    assert (server.visit.ip, server.visit.user_agent) == ("1.1.1.1", "said")


@pytest.mark.parametrize(
    ("item", "door", "drop"),
    [
        ({"type": "track", "event": "$merged"}, "browser", Drop.RESERVED),
        ({"type": "track", "event": "$session_started"}, "import", ""),
        ({"type": "track", "event": "$session_start"}, "carrotquest", Drop.IGNORED),
        ({"type": "heartbeat"}, "browser", Drop.HEARTBEAT),
        ({"type": "what"}, "browser", Drop.UNREADABLE),
    ],
)
def test_what_is_dropped_at_once(item: dict[str, Any], door: str, drop: str) -> None:
    assert decode_one({**item, "anonymousId": "a"}, door=door).drop == drop


def test_numbers_are_ids_and_nothing_is_none() -> None:
    event = decode_one({"type": "page", "userId": 42, "anonymousId": "", "messageId": 7})
    assert (event.user_id, event.anonymous_id, event.message_id) == ("42", None, "7")


def test_names_are_translated() -> None:
    event = decode_one(
        {"type": "track", "event": "Order Completed", "anonymousId": "a", "properties": {"total": 5}}
    )
    assert (event.name, event.original_name, event.properties) == (
        "$order_completed",
        "Order Completed",
        {"amount": 5},
    )
    event = decode_one({"type": "identify", "userId": "u", "traits": {"email": "a@b"}, "operations": [
        {"op": "update_or_create", "key": "x", "value": 1}, {"op": "nonsense", "key": "y"}, 5]})  # fmt: skip
    assert event.operations == [("set", "$email", "a@b"), ("set", "x", 1)]


def test_what_the_rules_compute_is_written_by_nobody_else() -> None:
    operations = [{"op": "add", "key": "$score", "value": 1}, {"op": "set", "key": "$stage", "value": "vip"}]
    traits = {"$score": 100, "plan": "gold"}
    event = decode_one({"type": "identify", "userId": "u", "traits": traits, "operations": operations})
    assert event.operations == [("set", "plan", "gold")]
    assert event.properties == {"properties": ["plan"]}

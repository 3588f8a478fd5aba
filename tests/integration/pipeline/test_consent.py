"""Where a workspace asks for consent, the server holds to it, whatever a page sends."""

from typing import Any

import pytest

from otklik.intake.pipeline.testing import Pump
from otklik.kit.clock import format_ms, now_ms


def page(message_id: str, device: str = "d1", **more: object) -> dict[str, Any]:
    return {"type": "page", "messageId": message_id, "anonymousId": device, **more}


def consent(message_id: str, *, given: bool, device: str = "d1", **more: object) -> dict[str, Any]:
    name = "$consent_given" if given else "$consent_withdrawn"
    properties = {"processing": given, "text": "I agree", "version": "1"}
    item = {"type": "track", "event": name, "messageId": message_id, "anonymousId": device}
    return {**item, "properties": properties, **more}


def beat(message_id: str, device: str = "d1") -> dict[str, Any]:
    return {"type": "heartbeat", "messageId": message_id, "anonymousId": device}


@pytest.fixture(autouse=True)
async def _required(pump: Pump) -> None:
    await pump.pg("""UPDATE workspaces SET settings = settings || '{"require_consent": true}'""")


async def ids(pump: Pump) -> list[str]:
    """messageIds of what is stored, events of our own making aside."""
    found = [row["message_id"] for row in await pump.events() if row["name"] != "$session_started"]
    return [message_id for message_id in found if "#" not in message_id]


async def test_nothing_is_kept_before_the_consent(pump: Pump) -> None:
    traits = {"email": "a@b.ru"}
    await pump.append(
        page("m1"), beat("b1"), {**page("m2"), "type": "identify", "userId": "u1", "traits": traits}
    )
    await pump.settle()
    assert await pump.events() == []
    assert await pump.pg("SELECT count(*) FROM profiles") == [(0,)]
    assert await pump.pg("SELECT count(*) FROM presence") == [(0,)]
    assert await pump.counters() == {("dropped", "no_consent"): 3}


async def test_consent_counts_from_its_place_on_and_in_later_batches(pump: Pump) -> None:
    await pump.append(page("m1"), consent("c1", given=True), page("m2"), page("m3", "d2"))
    await pump.settle()
    await pump.append(page("m4"), page("m5", "d2"))
    await pump.settle()
    assert await ids(pump) == ["c1", "m2", "m4"]
    assert await pump.counters() == {("stored", ""): 3, ("dropped", "no_consent"): 3}


async def test_a_withdrawal_is_kept_and_ends_it(pump: Pump) -> None:
    await pump.append(consent("c1", given=True), page("m1"))
    await pump.settle()
    refusal: dict[str, Any] = {"context": {"consent": {"processing": False}}}
    await pump.append(consent("c2", given=False, **refusal), page("m2"))
    await pump.settle()
    await pump.append(page("m3"))
    await pump.settle()
    assert await ids(pump) == ["c1", "m1", "c2"]
    assert await pump.pg("SELECT is_given FROM consents ORDER BY at") == [(True,), (False,)]


async def test_a_late_repeat_of_the_consent_does_not_undo_the_withdrawal(pump: Pump) -> None:
    now = now_ms()
    given = consent("c1", given=True, timestamp=format_ms(now - 5_000))
    await pump.append(given)
    await pump.append(consent("c2", given=False, timestamp=format_ms(now)), given, page("m1"))
    await pump.settle()
    assert await ids(pump) == ["c1", "c2"]


async def test_consent_holds_for_the_human_on_all_his_devices(pump: Pump) -> None:
    await pump.append(consent("c1", given=True, userId="u1"))
    await pump.settle()
    await pump.append(consent("c2", given=True, device="d2"), page("m1", "d2", userId="u1"))
    await pump.settle()
    await pump.append(consent("c3", given=False, device="d2"))
    await pump.settle()
    await pump.append(page("m2", "d1"), page("m3", "d2"))
    await pump.settle()
    assert await ids(pump) == ["c1", "c2", "m1", "c3"]


async def test_servers_answer_for_what_they_send(pump: Pump) -> None:
    await pump.append(page("m1"), door="server")
    await pump.append(page("m2"), door="import", is_quiet=True)
    await pump.settle()
    assert sorted(await ids(pump)) == ["m1", "m2"]

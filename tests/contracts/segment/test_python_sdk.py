"""segment-analytics-python, unchanged, against the running doors."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from segment.analytics.client import Client

from otklik.intake.testing import Collector


def drive(host: str, write_key: str, *, gzip: bool, send: Any) -> list[Any]:  # noqa: ANN401 - a function over the client
    """Use the SDK in its own threads; returns the errors it reported."""
    failures: list[Any] = []
    client: Any = Client(  # type: ignore[no-untyped-call]  # the SDK has no types
        write_key,
        host=host,
        gzip=gzip,
        upload_interval=0.1,
        upload_size=50,
        max_retries=6,
        on_error=lambda error, _items: failures.append(error),
    )
    send(client)
    client.flush()
    client.join()
    return failures


def everything(client: Any) -> None:  # noqa: ANN401 - the SDK has no types
    for n in range(120):
        client.track("py-user", "Python Event", {"n": n, "price": 10.5, "when": datetime.now(UTC)})
    client.identify("py-user", {"email": "py@example.org"})
    client.page(anonymous_id="py-device", name="Home")
    client.screen("py-user", "Main")
    client.group("py-user", "g1", {"name": "Group"})
    client.alias("py-device", "py-user")


@pytest.mark.parametrize("gzip", [False, True])
async def test_every_call_arrives_once(collector: Collector, gzip: bool) -> None:  # noqa: FBT001 - a parameter of the test
    shop = collector.shop
    failures = await asyncio.to_thread(drive, collector.host, shop.write_key, gzip=gzip, send=everything)
    items = await shop.items()
    assert failures == []
    assert len(items) == len({item["messageId"] for item in items}) == 125
    assert {item["type"] for item in items} == {"track", "identify", "page", "screen", "group", "alias"}
    assert {status for _, _, status in collector.seen} == {200}


async def test_refused_batches_are_sent_again(collector: Collector) -> None:
    collector.log.refusals = 2
    shop = collector.shop
    failures = await asyncio.to_thread(drive, collector.host, shop.write_key, gzip=False, send=everything)
    items = await shop.items()
    assert failures == []
    assert len(items) == len({item["messageId"] for item in items}) == 125
    assert collector.log.tries[:2] == ["refused", "refused"]


async def test_a_lost_answer_repeats_the_same_message_ids(collector: Collector) -> None:
    collector.log.lost_answers = 1
    shop = collector.shop

    def one(client: Any) -> None:  # noqa: ANN401 - the SDK has no types
        client.track("py-user", "Once")

    failures = await asyncio.to_thread(drive, collector.host, shop.write_key, gzip=False, send=one)
    items = await shop.items()
    assert failures == []
    assert len(items) == 2
    assert len({item["messageId"] for item in items}) == 1


async def test_a_wrong_key_is_given_up_at_once(collector: Collector) -> None:
    def one(client: Any) -> None:  # noqa: ANN401 - the SDK has no types
        client.track("py-user", "Never")

    failures = await asyncio.to_thread(drive, collector.host, "nobody", gzip=False, send=one)
    assert len(failures) == 1
    assert collector.seen == [("POST", "/v1/batch", 401)]


async def test_nan_and_surrogates_of_the_sdk_do_not_fail_its_batch(collector: Collector) -> None:
    def odd(client: Any) -> None:  # noqa: ANN401 - the SDK has no types
        client.track("py-user", "Odd", {"nan": float("nan"), "cut": "\ud83d", "big": 10**30})
        client.track("py-user", "Good", {"n": 1})

    shop = collector.shop
    failures = await asyncio.to_thread(drive, collector.host, shop.write_key, gzip=False, send=odd)
    assert failures == []
    assert {item["event"] for item in await shop.items()} == {"Odd", "Good"}

"""Webhooks: what is called, how it is signed, what an answer means."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from otklik.infra.networks import read_networks
from otklik.infra.outgoing import Outgoing
from otklik.infra.secrets import Secrets
from otklik.messaging.channels.contracts import Delivery, Outcome, Result
from otklik.messaging.channels.webhook import Webhook, webhook_secret
from otklik.messaging.contracts import Channel, MessageKind, Purpose, Send, SendState
from otklik.profiles.recipients import Recipient

SECRETS = Secrets(b"k" * 32)
NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)
_GIVEN: dict[str, Any] = {
    **dict.fromkeys(Send.__struct_fields__),
    "id": 812,
    "workspace_id": 3,
    "scenario_id": 7,
    "node": "call",
    "channel": Channel.WEBHOOK,
    "kind": MessageKind.PROMOTIONAL,
    "purpose": Purpose.PRODUCT,
    "state": SendState.CLAIMED,
}
SEND = Send(**_GIVEN)


def _delivery(content: Mapping[str, Any]) -> Delivery:
    person = Recipient(11, (11,), "u1", {"$name": "Ann"})
    return Delivery(SEND, content, person, {"event": {"name": "order"}}, "send-812", NOON)


@asynccontextmanager
async def _server(*answers: str) -> AsyncIterator[tuple[str, list[tuple[str, dict[str, str], bytes]]]]:
    """A server that answers in turns; its address and (request line, headers, body) of what it heard."""
    heard: list[tuple[str, dict[str, str], bytes]] = []
    left = iter(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)
        }
        heard.append((head[0], headers, await reader.readexactly(int(headers.get("content-length", 0)))))
        writer.write(f"HTTP/1.1 {next(left)}\r\nconnection: close\r\ncontent-length: 2\r\n\r\nno".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", heard


async def _call(content: Mapping[str, Any], *, allowed: str = "127.0.0.0/8") -> Outcome:
    outgoing = Outgoing(read_networks([allowed]))
    try:
        (outcome,) = await Webhook(outgoing, SECRETS).deliver([_delivery(content)])
    finally:
        await outgoing.close()
    return outcome


async def test_a_call_is_signed_and_says_what_it_was_told_to() -> None:
    async with _server("204 No Content", "200 OK") as (url, heard):
        assert (
            await _call({"url": f"{url}/a?b=1", "method": "PUT", "headers": {"X-A": "1"}, "body": {"n": [1]}})
        ).result is Result.SENT
        assert (await _call({"url": url})).result is Result.SENT
    line, headers, body = heard[0]
    assert (line, headers["x-a"], json.loads(body)) == ("PUT /a?b=1 HTTP/1.1", "1", {"n": [1]})
    assert headers["idempotency-key"] == "send-812"
    at, _, signature = headers["otklik-signature"].partition(",v1=")
    secret = webhook_secret(SECRETS, 3).encode()
    assert at == f"t={int(NOON.timestamp())}"
    assert signature == hmac.new(secret, at[2:].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert webhook_secret(SECRETS, 4).encode() != secret
    assert json.loads(heard[1][2]) == {
        "send_id": "812", "message_id": "7", "node": "call", "event": {"name": "order"},
        "person": {"id": "11", "user_id": "u1", "properties": {"$name": "Ann"}},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "result", "reason", "after_s"),
    [
        ("400 Bad Request", Result.FAILED, "http_400", None),
        ("301 Moved\r\nlocation: http://10.0.0.1/", Result.FAILED, "http_301", None),
        ("500 Oh", Result.AGAIN, "http_500", None),
        ("429 Slow\r\nretry-after: 7", Result.AGAIN, "http_429", 7),
        ("503 Later\r\nretry-after: 999999", Result.AGAIN, "http_503", 3600),
        ("503 Later\r\nretry-after: Wed, 21 Oct 2026 07:28:00 GMT", Result.AGAIN, "http_503", None),
    ],
)
async def test_what_an_answer_means(answer: str, result: Result, reason: str, after_s: int | None) -> None:
    async with _server(answer) as (url, _):
        outcome = await _call({"url": url})
    assert (outcome.result, outcome.reason) == (result, reason)
    assert outcome.after == (None if after_s is None else timedelta(seconds=after_s))
    assert outcome.error.endswith(": no")


async def test_where_no_call_can_go() -> None:
    async with _server("200 OK") as (url, heard):
        forbidden = await _call({"url": url}, allowed="192.0.2.0/24")
        assert (forbidden.result, forbidden.reason, heard) == (Result.FAILED, "forbidden_address", [])
    closed = await _call({"url": url})
    assert (closed.result, closed.reason) == (Result.AGAIN, "no_connection")


@pytest.mark.parametrize(
    ("content", "paths"),
    [
        ({"url": "https://shop.example/{{ person.id }}"}, []),
        ({}, ["url"]),
        ({"url": "ftp://shop.example"}, ["url"]),
        ({"url": "https://{{ event.host }}/"}, ["url"]),
        ({"url": "https://a.example", "method": "GET", "extra": 1}, ["extra", "method"]),
        (
            {"url": "https://a.example", "headers": {"Host": "b", "X": "a\r\nY: b"}},
            ["headers.Host", "headers.X"],
        ),
    ],
)
def test_faults_of_a_content(content: dict[str, Any], paths: list[str]) -> None:
    faults = Webhook(Outgoing(), SECRETS).check_content(content)
    assert sorted(fault.path for fault in faults) == paths

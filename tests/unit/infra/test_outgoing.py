"""Calls to typed addresses cannot reach our own network, however it is spelt."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from otklik.infra.networks import is_allowed, read_networks
from otklik.infra.outgoing import MAX_ANSWER_BYTES, ForbiddenAddressError, Outgoing

LOOPBACK = read_networks(["127.0.0.0/8"])


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.0.1", "100.64.0.1"),  # noqa: S104 - judged, not bound
        *("169.254.169.254", "224.0.0.1", "255.255.255.255", "192.0.2.1", "::", "::1", "fe80::1%eth0"),
        *("fc00::1", "ff02::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1"),
    ],
)
def test_what_is_not_public_is_not_called(address: str) -> None:
    assert not is_allowed(address)


def test_public_ones_and_allowed_ones_are() -> None:
    assert is_allowed("93.184.215.14")
    assert is_allowed("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    assert is_allowed("64:ff9b::5db8:d70e"), "a public one behind NAT64"
    assert is_allowed("127.0.0.1", LOOPBACK)
    assert not is_allowed("10.0.0.1", LOOPBACK)
    with pytest.raises(ValueError, match="does not appear"):
        read_networks(["home"])


@asynccontextmanager
async def _server(answer: bytes) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server of one answer; its port and what it was sent."""
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], heard


async def test_names_and_spellings_of_loopback_are_refused_at_the_connection() -> None:
    outgoing = Outgoing()
    try:
        async with _server(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n") as (port, heard):
            for host in (
                "127.0.0.1",
                "localhost",
                "2130706433",
                "0x7f.1",
                "127.1",
                "[::1]",
                "[::ffff:127.0.0.1]",
            ):
                with pytest.raises(httpx.ConnectError) as caught:
                    await outgoing.request("POST", f"http://{host}:{port}/")
                assert isinstance(caught.value.__cause__, ForbiddenAddressError), host
            assert heard == []
    finally:
        await outgoing.close()


async def test_redirects_are_answers_and_long_answers_are_cut() -> None:
    outgoing = Outgoing(LOOPBACK)
    try:
        moved = b"HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/\r\ncontent-length: 0\r\n\r\n"
        async with _server(moved) as (port, heard):
            answer = await outgoing.request("POST", f"http://127.0.0.1:{port}/", content=b"{}")
            assert answer.status == 302
            assert len(heard) == 1
        long = b"HTTP/1.1 500 No\r\ncontent-length: 1000000\r\n\r\n" + b"x" * 1_000_000
        async with _server(long) as (port, _):
            answer = await outgoing.request("POST", f"http://127.0.0.1:{port}/")
            assert len(answer.text) == MAX_ANSWER_BYTES
    finally:
        await outgoing.close()

"""A browser's push service on the loopback, and the browser that opens what it gets."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from otklik.push.encryption import derive, read_point
from otklik.push.keys import encode_point, encode_text


@dataclass
class Device:
    """A browser: its keys, and how it opens what is sealed for it (RFC 8188)."""

    url: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def body(self) -> dict[str, str]:
        point = encode_point(self.key.public_key())
        return {"endpoint": self.url, "p256dh": encode_text(point), "auth": encode_text(self.auth)}

    def open(self, sealed: bytes) -> dict[str, Any]:
        """What a push says."""
        opened: dict[str, Any] = json.loads(self.unseal(sealed))
        return opened

    def unseal(self, sealed: bytes) -> bytes:
        salt, length = sealed[:16], sealed[20]
        theirs, data = sealed[21 : 21 + length], sealed[21 + length :]
        info = b"WebPush: info\0" + encode_point(self.key.public_key()) + theirs
        secret = derive(
            self.key.exchange(ec.ECDH(), read_point(theirs)), salt=self.auth, info=info, length=32
        )
        key = derive(secret, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
        nonce = derive(secret, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
        plain = AESGCM(key).decrypt(nonce, data, None)
        assert plain.endswith(b"\x02")
        return plain[:-1]


@dataclass
class PushService:
    """Takes pushes; `statuses` says what is answered by path (201 else)."""

    port: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    taken: asyncio.Queue[tuple[str, dict[str, str], bytes]] = field(default_factory=asyncio.Queue)

    def device(self, name: str) -> Device:
        return Device(f"http://127.0.0.1:{self.port}/{name}")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := (await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""):
            first, *lines = head.decode().strip().split("\r\n")
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
            }
            body = await reader.readexactly(int(headers["content-length"]))
            path = first.split()[1]
            await self.taken.put((path, headers, body))
            writer.write(f"HTTP/1.1 {self.statuses.get(path, 201)} x\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    served = PushService()
    lines: list[asyncio.StreamWriter] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(writer)
        try:
            await served.serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        for line in lines:
            line.transport.abort()
        await asyncio.sleep(0)  # so that they are closed before the loop is

"""Calls to addresses that members typed: webhooks, push services, feeds. They cannot reach our own network.

The rule is kept where the connection is made: the name is resolved here, each address is judged, and the
socket goes to a judged one. So neither a name that changes its address between the look and the call (DNS
rebinding), nor a redirect, nor a spelling (`2130706433`, `[::ffff:127.0.0.1]`) leads inside. Proxies of the
environment are not used.
"""

import asyncio
import socket
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpcore
import httpx

from otklik.infra.networks import Network, is_allowed

MAX_ANSWER_BYTES: Final = 65_536
_TIMEOUT_S: Final = 10.0
_CONNECT_S: Final = 5.0


class ForbiddenAddressError(httpcore.ConnectError):
    """The name leads to an address that outgoing calls may not reach."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the far side said; `text` is cut at 64 KB."""

    status: int
    headers: httpx.Headers
    text: str


class _Guard(httpcore.AsyncNetworkBackend):
    """Resolves, judges, and connects to what was judged; TLS still names the host."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as the library's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that is allowed and answers."""
        error: Exception | None = None
        for address in await self._resolve(host, port):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error or ForbiddenAddressError(f"{host} is no address that may be called")

    async def _resolve(self, host: str, port: int) -> list[str]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved") from error
        addresses = dict.fromkeys(str(each[4][0]) for each in found)
        return [address for address in addresses if is_allowed(address, self._allowed)]


class _Transport(httpx.AsyncHTTPTransport):
    """The library's transport over guarded connections."""

    def __init__(self, allowed: Sequence[Network], verify: ssl.SSLContext) -> None:
        super().__init__(verify=verify, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=verify, max_connections=100, keepalive_expiry=15, network_backend=_Guard(allowed)
        )


class Outgoing:
    """A client for such calls; one a process. `allowed`: private networks that may be called."""

    def __init__(self, allowed: Sequence[Network] = (), *, verify: ssl.SSLContext | None = None) -> None:
        context = verify or ssl.create_default_context()
        self._client = httpx.AsyncClient(
            transport=_Transport(allowed, context),
            timeout=httpx.Timeout(_TIMEOUT_S, connect=_CONNECT_S),
            follow_redirects=False,
            trust_env=False,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def request(
        self, method: str, url: str, *, headers: Sequence[tuple[str, str]] = (), content: bytes = b""
    ) -> Answer:
        """Call, follow no redirect, read at most 64 KB within 10 s.

        Raises httpx.HTTPError (httpx.ConnectError: it surely did not arrive), httpx.InvalidURL, TimeoutError.
        """
        async with (
            asyncio.timeout(_TIMEOUT_S),
            self._client.stream(method, url, headers=list(headers), content=content) as response,
        ):
            body = b""
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) >= MAX_ANSWER_BYTES:
                    break
            text = body[:MAX_ANSWER_BYTES].decode(response.encoding or "utf-8", "replace")
            return Answer(response.status_code, response.headers, text)

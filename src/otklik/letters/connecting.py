"""Connections to mail servers that members typed: they cannot reach our own network.

The name is resolved here, each address is judged, and the socket goes to a judged one, as in
`infra/outgoing`; TLS still names the host.
"""

import asyncio
import socket
from collections.abc import Sequence
from typing import Final

from aiosmtplib import SMTP

from otklik.infra.networks import Network, is_allowed
from otklik.letters.contracts_ways import Account, Security
from otklik.letters.trust import Certificate, make_context, make_looking_context, read_certificate

TIMEOUT_S: Final = 25.0
_CONNECT_S: Final = 10.0


class ForbiddenServerError(OSError):
    """The name leads to an address that outgoing calls may not reach."""


async def connect(account: Account, *, password: str | None, allowed: Sequence[Network] = ()) -> SMTP:
    """A client that is connected and signed in.

    A password leaves over TLS only, unless the account says `none`. Raises aiosmtplib.SMTPException, OSError,
    TimeoutError.
    """
    found = await open_socket(account.host, account.port, allowed)
    try:
        client = SMTP(
            hostname=account.host,
            sock=found,
            use_tls=account.security == Security.TLS,
            start_tls=account.security == Security.STARTTLS,
            tls_context=make_context(account.trust),
            username=account.username or None,
            password=password if account.username else None,
            timeout=TIMEOUT_S,
        )
        await client.connect()
    except BaseException:
        found.close()
        raise
    return client


async def look(host: str, port: int, security: Security, *, allowed: Sequence[Network] = ()) -> Certificate:
    """The certificate that a server of letters shows; nothing else is asked of it.

    Raises aiosmtplib.SMTPException, OSError, TimeoutError, ValueError.
    """
    found = await open_socket(host, port, allowed)
    client = SMTP(
        hostname=host,
        sock=found,
        use_tls=security == Security.TLS,
        start_tls=security == Security.STARTTLS,
        tls_context=make_looking_context(),
        timeout=TIMEOUT_S,
    )
    try:
        await client.connect()
        shown = client.get_transport_info("ssl_object")
        return read_certificate(shown.getpeercert(binary_form=True) or b"" if shown else b"")
    finally:
        hang_up(client)
        found.close()


def hang_up(client: SMTP) -> None:
    """End a connection at once; TLS waits for no goodbye of the server."""
    transport = client.transport
    client.close()
    if isinstance(transport, asyncio.Transport):
        transport.abort()


async def open_socket(host: str, port: int, allowed: Sequence[Network]) -> socket.socket:
    """A connected socket to a judged address. Raises OSError, ForbiddenServerError."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host} cannot be resolved") from error
    trouble: OSError = ForbiddenServerError(f"{host} is no address that may be called")
    for family, kind, protocol, _, address in found:
        if not is_allowed(str(address[0]), allowed):
            continue
        opened = socket.socket(family, kind, protocol)
        opened.setblocking(False)
        try:
            async with asyncio.timeout(_CONNECT_S):
                await loop.sock_connect(opened, address)
        except (OSError, TimeoutError) as failed:
            opened.close()
            trouble = OSError(f"{host}:{port} does not answer: {failed}")
        except BaseException:
            opened.close()
            raise
        else:
            return opened
    raise trouble

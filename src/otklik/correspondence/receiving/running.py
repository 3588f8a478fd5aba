"""The worker's task: takes mail where the settings say so. Of several workers the first one has the port."""

import asyncio
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import structlog

from otklik.infra.engines import Engines
from otklik.kit.late import import_late

if TYPE_CHECKING:
    from otklik.correspondence.receiving import server
else:  # it brings aiosmtpd, for those alone who receive
    server = import_late("otklik.correspondence.receiving.server")

log = structlog.get_logger(__name__)

_RETRY_S: Final = 15.0


async def run(engines: Engines, *, place: str, certificate: Path | None, key: Path | None) -> None:
    """Receive until cancelled; `place`: `host:port`, "" for not at all."""
    if not place:
        await asyncio.Event().wait()
    parts = urlsplit(f"//{place}")
    host, port = parts.hostname or "", parts.port or 25
    context = load_certificate(certificate, key)
    hostname = urlsplit(engines.public_url).hostname or "otklik"
    while True:
        try:
            listening = await server.listen(engines, host=host, port=port, hostname=hostname, context=context)
        except OSError as error:  # another worker has it, until it dies
            log.warning("receiver.no_port", place=place, error=str(error)[:200], retry_s=_RETRY_S)
            await asyncio.sleep(_RETRY_S)
            continue
        log.info("receiver.listens", place=place, has_tls=context is not None)
        async with listening:
            await listening.serve_forever()


def load_certificate(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """What STARTTLS needs; None: it is not offered. Raises OSError, ssl.SSLError."""
    if certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context

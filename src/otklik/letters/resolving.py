"""Asks the DNS. Read in late: its library takes 3 MB and a tenth of a second."""

from collections.abc import Sequence
from typing import Final

from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer

from otklik.letters.checking import LookupFailedError

_TIMEOUT_S: Final = 5.0


async def look_up(name: str, kind: str) -> Sequence[str]:
    """Records of a name by the system's resolver. Raises LookupFailedError."""
    resolver = Resolver()
    resolver.lifetime = _TIMEOUT_S
    try:
        answer = await resolver.resolve(name, kind)
    except (NXDOMAIN, NoAnswer):
        return ()
    except (DNSException, OSError) as error:
        raise LookupFailedError(str(error)) from error
    if kind != "TXT":
        return [record.to_text() for record in answer]
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]

"""Looks whether a host leads here: it must answer over HTTPS with the workspace's own token.

The answer is the proof, whatever stands between (a proxy, a network of caches). The DNS is asked only to say
what is wrong.
"""

import ssl
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol, TypeAlias

import httpx
import msgspec

from otklik.infra.outgoing import Answer, ForbiddenAddressError
from otklik.letters.checking import LookupFailedError

Lookup: TypeAlias = Callable[[str, str], Awaitable[Sequence[str]]]
"""async (name, type) -> texts of its records. Raises LookupFailedError."""
_OK: Final = 200
_DETAIL: Final = 300


class Calls(Protocol):
    """Who calls hosts: `infra.outgoing.Outgoing`."""

    async def request(self, method: str, url: str) -> Answer:
        """One call, no redirect followed."""


class Seen(msgspec.Struct, frozen=True):
    """What was seen. `code` "": all is well.

    Else no_record, elsewhere, private, certificate, unreached or other_answer.
    """

    code: str = ""
    detail: str = ""


async def look(calls: Calls, look_up: Lookup, *, host: str, path: str, token: str, target: str) -> Seen:
    """Call `https://host/path`, which must say `token`; `target`: the host that it shall lead to."""
    seen = await _call(calls, f"https://{host}{path}", token)
    if seen.code in {"", "certificate"}:
        return seen
    try:
        names = [name.rstrip(".").lower() for name in await look_up(host, "CNAME")]
        own = {*await look_up(host, "A"), *await look_up(host, "AAAA")}
        ours = {*await look_up(target, "A"), *await look_up(target, "AAAA")}
    except LookupFailedError:
        return seen
    if not names and not own:
        return Seen("no_record")
    if target not in names and own.isdisjoint(ours):
        return Seen("elsewhere", ", ".join(sorted(names or own))[:_DETAIL])
    return seen


async def _call(calls: Calls, url: str, token: str) -> Seen:
    try:
        answer = await calls.request("GET", url)
    except ForbiddenAddressError as error:
        return Seen("private", str(error)[:_DETAIL])
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
        code = "certificate" if _is_certificate(error) else "unreached"
        return Seen(code, str(error)[:_DETAIL])
    if answer.status != _OK or answer.text.strip() != token:
        return Seen("other_answer", f"{answer.status}")
    return Seen()


def _is_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False

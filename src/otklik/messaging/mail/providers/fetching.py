"""Fetches what SNS itself answers: certificates, the confirmation of our topic. Read in late (httpx)."""

import httpx

from otklik.infra.outgoing import Outgoing


async def fetch(url: str) -> str | None:
    """The text at an address that was judged to be SNS's own; None: it does not answer."""
    outgoing = Outgoing()
    try:
        answer = await outgoing.request("GET", url)
    except (httpx.HTTPError, TimeoutError, OSError):
        return None
    finally:
        await outgoing.close()
    return answer.text if answer.status == httpx.codes.OK else None

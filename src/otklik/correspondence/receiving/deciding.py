"""Which addresses our receiver takes mail for; anything else is refused at the door. No relay, ever."""

from typing import Final

from otklik.correspondence.answering import repository as letters
from otklik.correspondence.answering.marks import find_bounced, read_talk
from otklik.correspondence.arriving.clues import find_number
from otklik.correspondence.receiving import repository
from otklik.infra.postgres import Connection
from otklik.infra.secrets import Secrets
from otklik.letters.marks import Use
from otklik.messaging.mail.hearing import find_send

_ALWAYS: Final = frozenset({"postmaster", "abuse"})
"""Every domain answers to these (RFC 5321, 4.5.1; RFC 2142)."""
_OF_SENDS: Final = (Use.REPLY, Use.BOUNCE)


async def find_place(
    connection: Connection, secrets: Secrets, address: str
) -> int | None:  # all workspaces: a domain names one
    """All workspaces: whose an address is; None: nobody's here.

    Of a workspace's domain are its own addresses (with a plus part, too), and each that carries a mark of
    ours for this workspace.
    """
    local, _, domain = address.strip().lower().rpartition("@")
    if not local or not domain:
        return None
    found = await repository.find_domain(connection, domain=domain)
    if found is None:
        return None
    workspace_id, locals_ = found
    if {local, local.partition("+")[0]} & (locals_ | _ALWAYS):
        return workspace_id
    if await _has_mark(connection, secrets, workspace_id=workspace_id, local=local):
        return workspace_id
    return None


async def _has_mark(connection: Connection, secrets: Secrets, *, workspace_id: int, local: str) -> bool:
    talk = read_talk(secrets, local)
    if talk is not None:
        return talk.workspace_id == workspace_id
    letter_id = find_bounced(secrets, local)
    if letter_id is not None:
        letter = await letters.find_any(connection, letter_id=letter_id)
        return letter is not None and letter.workspace_id == workspace_id
    for use in _OF_SENDS:
        number = find_number(secrets, use, local)
        send = await find_send(connection, number) if number is not None else None
        if send is not None:
            return send.workspace_id == workspace_id
    return False

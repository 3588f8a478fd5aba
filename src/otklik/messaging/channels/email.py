"""Letters, as far as there is a way for them: they are kept in the mailbox page of the admin.

A letter to a person leaves the house only with what the law and other servers ask for (an unsubscribe link,
DKIM, bounces that come back). While an SMTP relay is set but that transport is not there, letters of
messages are refused (`no_transport`) instead of leaving without.
"""

import html
from collections.abc import Mapping, Sequence
from typing import Any, Final

import nh3

from otklik.infra.mail import Mailer
from otklik.infra.postgres import Connection
from otklik.kit.errors import Fault
from otklik.messaging.channels.contracts import Delivery, Outcome, Result
from otklik.messaging.contracts import Channel
from otklik.profiles.recipients import Recipient

_FIELDS: Final = frozenset({"subject", "html", "text", "preheader"})
_EMAIL: Final = "$email"


class EmailChannel:
    """The channel `email`: `{"subject", "text"?, "html"?, "preheader"?}`, a text or HTML at least."""

    channel = Channel.EMAIL
    is_ringing = False
    html_fields = frozenset({"html"})

    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer

    def find_address(self, recipient: Recipient) -> str | None:
        """The address on his card, in lower case."""
        email = recipient.properties.get(_EMAIL)
        return email.strip().lower() if isinstance(email, str) and "@" in email else None

    def check_content(self, content: Mapping[str, Any]) -> Sequence[Fault]:
        """Every fault."""
        faults = [Fault(name, "unknown_field", "Unknown field") for name in content.keys() - _FIELDS]
        faults += [
            Fault(name, "text", "A text is expected")
            for name in _FIELDS & content.keys()
            if not isinstance(content[name], str)
        ]
        if not str(content.get("subject", "")).strip():
            faults.append(Fault("subject", "missing", "A letter needs a subject"))
        if not content.get("text") and not content.get("html"):
            faults.append(Fault("text", "missing", "A letter needs a text"))
        return faults

    async def write(self, connection: Connection, delivery: Delivery) -> Outcome:
        """Keep the letter."""
        send, content = delivery.send, delivery.content
        if not self._mailer.is_captured:
            return Outcome(Result.FAILED, reason="no_transport")
        body = nh3.clean(content["html"]) if content.get("html") else None
        letter = await self._mailer.capture(
            connection,
            workspace_id=send.workspace_id,
            send_id=send.id,
            to=send.address or "",
            subject=content["subject"],
            text=content.get("text") or html.unescape(nh3.clean(content["html"], tags=set())),
            html=body,
        )
        return Outcome(Result.SENT, external_id=f"letter-{letter}")

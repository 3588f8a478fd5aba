"""The channels of the site: chat messages, popups, forms. Nobody brings them away: a browser takes them.

Their sends stay `ready` until then (docs/adr/0019-messages-on-the-page.md).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from otklik.kit.errors import Fault
from otklik.messaging.channels.contracts import Medium
from otklik.messaging.contracts import Channel
from otklik.messaging.site import checking
from otklik.profiles.recipients import Recipient

PULLED: Final = (Channel.CHAT, Channel.POPUP, Channel.FORM)


class _OnSite:
    """What they have in common: whoever comes to the site is reached, and nobody is woken."""

    is_ringing = False
    html_fields: frozenset[str] = frozenset()

    def find_address(self, recipient: Recipient) -> str | None:
        """He is reached where he is: no address is needed."""
        del recipient
        return ""


class ChatMessages(_OnSite):
    """The channel `chat`: `{"text", "from"?, "when"?, "is_silent"?}`."""

    channel = Channel.CHAT

    def check_content(self, content: Mapping[str, Any]) -> Sequence[Fault]:
        """Every fault; whether the member is there is seen when the message is shown."""
        return checking.check_chat(content)


class Popups(_OnSite):
    """The channel `popup`."""

    channel = Channel.POPUP

    def check_content(self, content: Mapping[str, Any]) -> Sequence[Fault]:
        """Every fault."""
        return checking.check_popup(content)


class Forms(_OnSite):
    """The channel `form`."""

    channel = Channel.FORM

    def check_content(self, content: Mapping[str, Any]) -> Sequence[Fault]:
        """Every fault."""
        return checking.check_form(content)


def list_media() -> tuple[Medium, ...]:
    """One of each."""
    return ChatMessages(), Popups(), Forms()

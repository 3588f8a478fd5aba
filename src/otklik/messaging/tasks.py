"""The worker's part of the room: which channels there are, and the task that works them."""

from collections.abc import Sequence

from otklik.infra.engines import Engines
from otklik.infra.networks import Network
from otklik.infra.outgoing import Outgoing
from otklik.letters.post import Post
from otklik.messaging import running
from otklik.messaging.channels.email import EmailChannel
from otklik.messaging.channels.registry import Channels
from otklik.messaging.channels.task import TaskChannel
from otklik.messaging.channels.webhook import Webhook
from otklik.messaging.site.channels import list_media


def make_channels(engines: Engines, outgoing: Outgoing | None, post: Post | None = None) -> Channels:
    """The channels that every installation has; without `outgoing` and `post` contents are only checked."""
    return Channels(
        Webhook(outgoing, engines.secrets),
        TaskChannel(engines.bus),
        EmailChannel(engines, post),
        *list_media(),
    )


async def run_sends(engines: Engines, allowed: Sequence[Network]) -> None:
    """Decide and deliver until cancelled; `allowed`: private networks that webhooks and letters may reach."""
    outgoing, post = Outgoing(allowed), Post(engines, allowed=allowed)
    try:
        await running.run(engines, make_channels(engines, outgoing, post))
    finally:
        await outgoing.close()
        await post.close()

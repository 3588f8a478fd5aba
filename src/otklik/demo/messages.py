"""The messages that the demo's workspace begins with: ready scenarios, most of them running."""

from typing import Final

from otklik.automation import scenarios
from otklik.automation.ready.catalogue import Language
from otklik.automation.ready.installing import install
from otklik.infra.engines import Engines
from otklik.messaging.tasks import make_channels
from otklik.workspaces.roles import Actor

RUNNING: Final = ("welcome", "abandoned_cart", "post_purchase", "review_request", "win_back", "exit_popup")
DRAFTS: Final = ("browse_abandonment", "lead_magnet", "birthday")
"""To be looked at and launched by whoever tries the demo; some stages are left silent for the map to show."""


async def install_messages(engines: Engines, *, actor: Actor, language: Language, site: str) -> None:
    """Install them, their links leading to `site`; letters stay in the mailbox of the installation."""
    channels = make_channels(engines, None)
    for name in (*RUNNING, *DRAFTS):
        async with engines.postgres.session() as session:
            made = await install(session, channels, actor=actor, name=name, language=language, site=site)
            if name in RUNNING:
                await scenarios.launch(session, actor=actor, scenario_id=made.id)

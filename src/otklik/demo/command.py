"""`otklik demo`: the demo's workspace, made once, with a login that every start can print again."""

import asyncio
import json
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from otklik.automation.ready.catalogue import Language
from otklik.demo.catalogue import CURRENCY
from otklik.demo.messages import install_messages
from otklik.demo.notes import (
    DemoWorkspace,
    HistoryNote,
    find_demo,
    has_history,
    hold_demo,
    keep_demo,
    keep_history,
)
from otklik.demo.segments import list_demo_segments
from otklik.demo.spoken import spoken_language
from otklik.infra.embedded.offline import with_engines
from otklik.infra.embedded.running import InstallationSettings
from otklik.infra.engines import Engines
from otklik.kit.errors import NotFoundError
from otklik.segments.computed.defaults import suggest
from otklik.segments.computed.definitions import Kind
from otklik.segments.computed.service import save_computed
from otklik.segments.segments import create_segment
from otklik.workspaces.roles import system_actor
from otklik.workspaces.service import create_workspace_with_owner, get_workspace, update_workspace

WORKSPACE_NAME: Final = "Tea & Thimble"
OWNER_EMAIL: Final = "demo@example.com"
_PASSWORD_BYTES: Final = 9
_SITE: Final = "https://tea-and-thimble.example"
"""Where links of the demo's letters lead: letters stay in the mailbox page."""
_SHOP: Final = {"currency": CURRENCY, "phone_region": "GB", "time_zone": "Europe/London"}


async def prepare_demo(engines: Engines, *, data_dir: Path) -> DemoWorkspace:
    """The demo's workspace; made when there is none, or when it was deleted.

    Whoever asks while another process makes it (`otklik demo` beside a fresh server) waits for it.
    Raises UnauthorizedError when the address of the demo's owner belongs to an account with another password.
    """
    async with hold_demo(data_dir):
        return await _find_or_make(engines, data_dir=data_dir)


async def _find_or_make(engines: Engines, *, data_dir: Path) -> DemoWorkspace:
    known = find_demo(data_dir)
    if known is not None and await _exists(engines, known.workspace_id):
        return known
    password = known.password if known else secrets.token_urlsafe(_PASSWORD_BYTES)
    made = await create_workspace_with_owner(
        engines,
        name=WORKSPACE_NAME,
        email=OWNER_EMAIL,
        password=password,
        language=_language(),
        is_demo=True,
        owner_name="Demo",
    )
    actor = system_actor(workspace_id=made.workspace_id, name="otklik demo")
    async with engines.postgres.session() as session:
        await update_workspace(session, actor=actor, changes=_SHOP)
        for kind in Kind:
            definition = suggest(kind, language=_language())
            await save_computed(session, actor=actor, kind=kind, definition=definition, is_on=True)
        for values in list_demo_segments(_language()):
            await create_segment(session, actor=actor, values=values)
    await install_messages(engines, actor=actor, language=_language(), site=_SITE)
    demo = DemoWorkspace(made.workspace_id, made.write_key, made.owner_email, password)
    keep_demo(data_dir, demo)
    return demo


async def _exists(engines: Engines, workspace_id: int) -> bool:
    async with engines.postgres.session() as session:
        try:
            await get_workspace(session, workspace_id=workspace_id)
        except NotFoundError:
            return False
    return True


def _language() -> Language:
    return spoken_language().value


def run_demo(settings: InstallationSettings, *, shop_url: str, as_json: bool) -> int:
    """Make the workspace if it is missing and print how to sign in; the exit code.

    The first `shop_url` given stands in the history's page addresses.
    """
    data_dir = settings.data_dir
    demo = asyncio.run(with_engines(settings, lambda engines: prepare_demo(engines, data_dir=data_dir)))
    if shop_url and not has_history(data_dir):
        keep_history(data_dir, HistoryNote(shop_url, datetime.now(UTC)))
    answer = {
        "workspace_id": str(demo.workspace_id),
        "write_key": demo.write_key,
        "owner_email": demo.owner_email,
        "password": demo.password,
    }
    lines = [f"{key.replace('_', ' ')}: {value}" for key, value in answer.items()]
    sys.stdout.write((json.dumps(answer) if as_json else "\n".join(lines)) + "\n")
    return 0

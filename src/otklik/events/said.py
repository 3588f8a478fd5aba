"""Read your writes: who changes people and then asks who they are is answered with the change in it.

Sets of people are counted in ClickHouse, to which changes made through the API come a moment after they are
committed (`sender.py`). A question waits for those that were there when it was asked.
"""

import asyncio
import time
from datetime import timedelta
from typing import Final

from otklik.events.repository_prepared import find_last_said
from otklik.infra.postgres import Postgres

PATIENCE_S: Final = 5.0
"""A question waits no longer: it is answered with what is known."""
_YOUNG: Final = timedelta(seconds=30)
"""What has lain for longer lies there because nothing is shipped; no question waits for it."""
_POLL_S: Final = 0.03


async def wait_for_said(postgres: Postgres) -> None:
    """Wait until what the API has changed in people so far can be asked of sets of them.

    Events are not waited for: they are told all the time, and by nobody who looks at the answer.
    """
    deadline = time.monotonic() + PATIENCE_S
    said = await find_last_said(postgres, before=None, young=_YOUNG)
    while not said.is_all and time.monotonic() < deadline:
        await asyncio.sleep(_POLL_S)
        said = await find_last_said(postgres, before=said, young=_YOUNG)

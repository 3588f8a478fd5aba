"""A scenario by the API, as the editor makes it."""

from collections.abc import Mapping
from typing import Any

import httpx

_SCENARIOS = "/api/v1/scenarios"


async def launch(
    api: httpx.AsyncClient, name: str, graph: Mapping[str, Any], *, kind: str = "message"
) -> int:
    """The number of a new scenario that people may begin now."""
    made = await api.post(_SCENARIOS, json={"name": name, "kind": kind})
    assert made.status_code == 201, made.text
    path = f"{_SCENARIOS}/{made.json()['id']}"
    saved = await api.post(f"{path}/versions", json={"graph": graph})
    assert saved.status_code == 201, saved.text
    launched = await api.post(f"{path}/launch", json={})
    assert launched.status_code == 200, launched.text
    return int(made.json()["id"])

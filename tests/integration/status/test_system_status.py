import httpx
import pytest
from tests.conftest import MakeWorkspace

from otklik.infra.metrics import STAGE_EVENTS, STAGE_SECONDS

PATH = "/api/v1/system/status"


async def test_tells_of_engines_stages_and_events(make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    STAGE_SECONDS.labels("decode").observe(0.003)
    STAGE_EVENTS.labels("decode").inc(100)
    answer = await (await workspace.owner()).get(PATH)
    assert answer.status_code == 200, answer.text
    status = answer.json()
    assert {(engine["name"], engine["ok"]) for engine in status["engines"]} == {
        ("postgres", True),
        ("clickhouse", True),
    }
    decode = next(stage for stage in status["stages"] if stage["name"] == "decode")
    assert 0 < decode["p50_ms"] <= 5
    assert status["accepted"] == status["processed"] == status["backlog_bytes"] == 0
    assert status["disk_free_bytes"] > 0


async def test_is_for_owners_and_admins(client: httpx.AsyncClient, make_workspace: MakeWorkspace) -> None:
    assert (await client.get(PATH)).status_code == 401
    workspace = await make_workspace()
    for role, expected in (("admin", 200), ("marketer", 403), ("viewer", 403)):
        assert (await (await workspace.as_role(role)).get(PATH)).status_code == expected


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_probes_are_open(client: httpx.AsyncClient, language: str) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        answer = await client.get(path, headers={"Accept-Language": language})
        assert answer.status_code == 200

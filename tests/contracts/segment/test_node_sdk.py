"""@segment/analytics-node, unchanged, against the running doors."""

import asyncio
import json
from pathlib import Path

import pytest

from otklik.intake.testing import Collector

HERE = Path(__file__).parent


@pytest.mark.parametrize("refusals", [0, 2])
async def test_every_call_arrives_once_also_after_503(
    collector: Collector, node_modules: Path, refusals: int
) -> None:
    collector.log.refusals = refusals
    process = await asyncio.create_subprocess_exec(
        "node",
        str(HERE / "node_client.mjs"),
        collector.host,
        collector.shop.write_key,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, err.decode()
    assert json.loads(out) == {"failures": []}
    items = await collector.shop.items()
    assert len(items) == len({item["messageId"] for item in items}) == 16
    assert {item["type"] for item in items} == {"track", "identify", "page", "group", "alias"}
    assert sorted(item["properties"]["n"] for item in items if item["type"] == "track") == list(range(12))

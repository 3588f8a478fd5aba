"""Scoring and RFM of everybody: what it costs until each has his value after the definition was saved.

    python -m bench.recounts [--people 1000000] [--only WORD]

`people` are in the store before (three events and a plan each, as in bench.live_segments). Then the
ready-made scoring and RFM are saved, one after the other; of each are printed the time until it
is live, the CPU of each process, and the most memory that each took. To reach: 60 s, 300 MB more a process.
"""

import argparse
import asyncio
import time

import httpx
import psutil
from tests.integration.infra.installation import Installation

from bench._engines import served, store_of
from bench.live_segments import fill, memory
from bench.whole_way import cpu_seconds
from otklik.workspaces.contracts import NewWorkspace

KINDS = ("scoring", "rfm")
LOOK_EVERY_S = 1.0


async def recount(client: httpx.AsyncClient, kind: str, server: psutil.Process) -> None:
    """Save what is suggested, and print what it took until it is live."""
    suggested = (await client.get(f"/{kind}")).raise_for_status().json()["suggested"]
    used, before, started = cpu_seconds(server), memory(server), time.monotonic()
    most = dict(before)
    (await client.put(f"/{kind}", json={"definition": suggested, "is_on": True})).raise_for_status()
    while (await client.get(f"/{kind}")).json()["status"] != "live":
        most = {name: max(size, most.get(name, 0)) for name, size in memory(server).items()}
        await asyncio.sleep(LOOK_EVERY_S)
    took, after = time.monotonic() - started, cpu_seconds(server)
    ours = {name: after[name] - used.get(name, 0.0) for name in after}
    print(f"{kind}: {took:.0f} s, CPU {sum(ours.values()):.0f} s")
    print("  CPU seconds  " + "  ".join(f"{name} {spent:.1f}" for name, spent in ours.items()))
    more = {name: most[name] - before.get(name, 0) for name in most}
    print(f"  memory before, MB {before}\n  at most so much more {more}", flush=True)


async def measure(running: Installation, made: NewWorkspace, arguments: argparse.Namespace) -> None:
    async with store_of(running) as clickhouse:
        await fill(clickhouse, made.workspace_id, arguments.people)
    print(f"{arguments.people:,} people known", flush=True)
    headers = {"Authorization": f"Bearer {made.api_token}"}
    async with httpx.AsyncClient(
        base_url=f"{running.url}/api/v1", headers=headers, trust_env=False, timeout=60
    ) as client:
        for kind in KINDS:
            if arguments.only in kind:
                await recount(client, kind, psutil.Process(running.process.pid))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    with served() as (running, made):
        asyncio.run(measure(running, made, arguments))


if __name__ == "__main__":
    main()

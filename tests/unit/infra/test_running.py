"""What a command knows of a server that is just starting."""

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path

from otklik.infra.embedded.running import Running, forget_running, wait_migrated, write_running

STARTING = Running(os.getpid(), "postgresql://p", "http://c", "http://b", is_migrated=False)
PATIENCE_S = 30


async def test_a_command_waits_for_the_migrations_of_a_server_that_starts(tmp_path: Path) -> None:
    write_running(tmp_path, STARTING)
    waiting = asyncio.create_task(wait_migrated(tmp_path))
    done, _ = await asyncio.wait([waiting], timeout=0.3)
    assert not done
    write_running(tmp_path, replace(STARTING, is_migrated=True))
    await asyncio.wait_for(waiting, PATIENCE_S)


async def test_nobody_waits_for_a_server_that_is_not_there(tmp_path: Path) -> None:
    await asyncio.wait_for(wait_migrated(tmp_path), PATIENCE_S)
    ended = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await ended.wait()
    write_running(tmp_path, replace(STARTING, pid=ended.pid))
    await asyncio.wait_for(wait_migrated(tmp_path), PATIENCE_S)
    write_running(tmp_path, STARTING)
    waiting = asyncio.create_task(wait_migrated(tmp_path))
    forget_running(tmp_path)
    await asyncio.wait_for(waiting, PATIENCE_S)

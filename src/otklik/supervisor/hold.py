"""What two servers may not share: a data folder and a port. Said in words when somebody else has it."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from otklik.infra.embedded.process import EngineStartError
from otklik.infra.listener import listen


@contextmanager
def hold_folder(data_dir: Path) -> Iterator[None]:
    """Be the only supervisor of the folder. Raises EngineStartError with the pid of the other."""
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / "otklik.lock"
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            pid = file.read().strip() or "unknown"
            raise EngineStartError(
                f"The data folder {data_dir} is in use by another Otklik, process {pid}. "
                f"Stop it (kill {pid}) or choose another folder with --data."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def listen_or_say(host: str, port: int) -> socket.socket:
    """The listening socket. Raises EngineStartError that names who has the port."""
    try:
        return listen(host, port)
    except OSError as error:
        raise EngineStartError(
            f"Cannot listen on {host}:{port}: {error.strerror}{_holder_of(port)}. "
            "Stop the other program or choose another port with --port."
        ) from error


def _holder_of(port: int) -> str:
    try:
        connections = psutil.net_connections("tcp")
    except psutil.AccessDenied:
        return ""
    for each in connections:
        if each.laddr and each.laddr.port == port and each.status == psutil.CONN_LISTEN and each.pid:
            return f" (process {each.pid}, {psutil.Process(each.pid).name()})"
    return ""

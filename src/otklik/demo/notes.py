"""What the demo keeps in the data folder: its login, and what its history derives from."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO, TypeVar

import msgspec

_LOGIN: Final = "demo.json"
_HISTORY: Final = "demo-history.json"
_Note = TypeVar("_Note", bound=msgspec.Struct)


class DemoWorkspace(msgspec.Struct, frozen=True):
    """The demo's workspace and how to sign in; the password holds until the owner changes it."""

    workspace_id: int
    write_key: str
    owner_email: str
    password: str


class HistoryNote(msgspec.Struct, frozen=True):
    """What a history derives from: the shop's address, the moment when it ends, its seed and length.

    It has no file of its own.
    An import that was cut off continues with the same items, as they derive from this alone.
    """

    shop_url: str
    now: datetime
    seed: int = 1
    days: int = 90
    is_loaded: bool = False


def find_demo(data_dir: Path) -> DemoWorkspace | None:
    """The demo made before, if there is one."""
    return _find(data_dir / _LOGIN, DemoWorkspace)


def keep_demo(data_dir: Path, demo: DemoWorkspace) -> None:
    """Write the login down, for the owner's eyes only."""
    _keep(data_dir / _LOGIN, demo)


@asynccontextmanager
async def hold_demo(data_dir: Path) -> AsyncIterator[None]:
    """Let one process make the demo at a time; the others wait, and find what it made."""
    file = await asyncio.to_thread(_lock, (data_dir / _LOGIN).with_suffix(".lock"))
    try:
        yield
    finally:
        file.close()


def _lock(path: Path) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def history_path(data_dir: Path) -> Path:
    """Where the history's note lies."""
    return data_dir / _HISTORY


def has_history(data_dir: Path) -> bool:
    """Whether a history was ever asked for."""
    return history_path(data_dir).exists()


def keep_history(data_dir: Path, note: HistoryNote) -> None:
    """Write down what the history derives from."""
    _keep(history_path(data_dir), note)


@contextmanager
def hold_history(data_dir: Path) -> Iterator[bool]:
    """Let one process load the history at a time; False in the others."""
    with history_path(data_dir).with_suffix(".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def mark_loaded(note: HistoryNote) -> HistoryNote:
    """The same history, known to be in: it is not loaded again, even if it was cancelled half way."""
    return msgspec.structs.replace(note, is_loaded=True)


def read_note(path: Path) -> HistoryNote:
    """The history's note. Raises FileNotFoundError."""
    return msgspec.json.decode(path.read_bytes(), type=HistoryNote)


def _find(path: Path, kind: type[_Note]) -> _Note | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None


def _keep(path: Path, note: msgspec.Struct) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(note))
    draft.rename(path)

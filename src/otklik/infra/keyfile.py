"""The installation's key on disk."""

import hashlib
import os
import secrets
from pathlib import Path

KEY_BYTES = 32


def load_key(path: Path, *, given: str | None = None) -> bytes:
    """The key: from the given text, else the file, which the first start makes (for its owner only)."""
    if given:
        return hashlib.sha256(given.encode()).digest()
    if not path.exists():
        _create_key(path)
    key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    if len(key) < KEY_BYTES:
        raise ValueError(f"{path} is damaged: it must hold 64 hexadecimal digits. Restore it from a backup.")
    return key


def _create_key(path: Path) -> None:
    """Write beside and link: two starts agree on one key, a crash leaves no half-written one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(secrets.token_bytes(KEY_BYTES).hex())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()

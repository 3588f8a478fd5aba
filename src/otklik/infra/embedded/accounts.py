"""The account of PostgreSQL, which refuses to run as root: then its files belong to one of their own."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from otklik.infra.embedded.process import Account

ACCOUNT_NAME = "otklik"
_FALLBACK = "nobody"


def postgres_account(data_dir: Path) -> Account | None:
    """The account for PostgreSQL, or None when we are not root and it simply runs as we do.

    An existing cluster keeps its owner. Otherwise the system account `otklik` is used and made if missing.
    """
    if os.geteuid() != 0:
        return None
    if data_dir.exists() and (owner := data_dir.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    entry = _find_or_create()
    return Account(entry.pw_uid, entry.pw_gid)


def _find_or_create() -> pwd.struct_passwd:
    for name in (ACCOUNT_NAME, _FALLBACK):
        if name == ACCOUNT_NAME and not _exists(name):
            _create(name)
        if _exists(name):
            return pwd.getpwnam(name)
    raise OSError(f"no account {ACCOUNT_NAME!r} or {_FALLBACK!r} to run PostgreSQL as; make one with useradd")


def _exists(name: str) -> bool:
    return any(entry.pw_name == name for entry in pwd.getpwall())


def _create(name: str) -> None:
    program = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        return
    # A second process may create it at the same moment; the caller looks again.
    command = [program, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
    subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - fixed arguments


def let_through(path: Path) -> list[Path]:
    """Give others the search right (not reading) on each folder above `path`; return the changed ones."""
    changed = []
    for folder in path.absolute().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
            changed.append(folder)
    return changed


def give_folder(path: Path, account: Account | None) -> None:
    """Make the folder, private to the account that will use it."""
    path.mkdir(parents=True, exist_ok=True)
    if account is not None:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)

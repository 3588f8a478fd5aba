"""A mailbox on a real server: Dovecot of Debian, where it is installed (`tools/need-dovecot.sh`)."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import MakeWorkspace
from tests.integration.correspondence.test_arriving import letter
from tests.integration.correspondence.test_fetching import Reading, fetching

from otklik.app import Application
from otklik.infra.engines import Engines

DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
mail_uid = {user}
mail_gid = {user}
first_valid_uid = 0
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={user} home={folder}/home
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@dataclass
class Dovecot:
    """A running server with one mailbox."""

    folder: Path
    port: int
    count: int = 0

    def deliver(self, raw: bytes) -> None:
        """As a delivery agent does: written aside, then moved in."""
        self.count += 1
        written = self.folder / "mail" / "tmp" / f"{self.count}"
        written.write_bytes(raw.replace(b"\r\n", b"\n"))
        shutil.chown(written, "mail", "mail")
        written.rename(self.folder / "mail" / "new" / f"{1_763_600_000 + self.count}.M{self.count}.test")


@pytest.fixture
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    if DOVECOT is None or os.geteuid() != 0:
        pytest.skip("Dovecot is not installed, or we are not root: tools/need-dovecot.sh")
    folder = tmp_path_factory.mktemp("dovecot")
    for each in folder, *folder.parents[:3]:
        each.chmod(0o755)
    for name in ("run", "state", "home", "mail", "mail/tmp", "mail/new", "mail/cur"):
        (folder / name).mkdir()
        if not name.startswith(("run", "state")):
            shutil.chown(folder / name, "mail", "mail")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    config = folder / "dovecot.conf"
    config.write_text(CONFIG.format(folder=folder, port=port, user="mail"))
    server = subprocess.Popen([DOVECOT, "-F", "-c", str(config)])
    try:
        _wait(port, folder)
        yield Dovecot(folder, port)
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int, folder: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with socket.socket() as found:
            if found.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    log = folder / "log"
    raise AssertionError(log.read_text() if log.exists() else "Dovecot did not start")


async def test_a_mailbox_of_a_real_server_is_read(
    app: Application, engines: Engines, make_workspace: MakeWorkspace, dovecot: Dovecot
) -> None:
    del app
    for number in range(3):
        dovecot.deliver(letter(f"words {number}", number=f"{number}@mail.example"))
    reading = await Reading.open(engines, make_workspace, dovecot.port)
    # `letter` is of no day: the server dates a mail by its file's name or time.
    await reading.change(since="2020-01-01", marks_seen=True)
    async with fetching(engines):
        found = await reading.until_mails(3)
        assert sorted(each["message_id"] for each in found) == [f"{n}@mail.example" for n in range(3)]
        await reading.until_state(state="waiting", waiting=0, has_idle=True)
        dovecot.deliver(letter("told by IDLE", number="new@mail.example"))
        await reading.until_mails(4)
        await reading.until_state(state="waiting", waiting=0)
        # Another server behind the same name: its folder has other numbers, the mails are known.
        for index in (dovecot.folder / "mail").glob("dovecot*"):
            index.unlink()
        await reading.change(name="Help again")
        dovecot.deliver(letter("after all", number="last@mail.example"))
        await reading.until_mails(5)
        await reading.change(password="wrong")
        await reading.until_state(trouble="refused")
    assert len(await reading.mails()) == 5
    seen = [each.name for each in (dovecot.folder / "mail" / "cur").iterdir()]
    assert sum(each.endswith("S") for each in seen) >= 4

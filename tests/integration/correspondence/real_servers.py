"""Dovecot and Postfix of Debian on ports of this machine, each in a folder of its own."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
_READABLE = 0o555
_DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
mail_uid = mail
mail_gid = mail
first_valid_uid = 0
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={folder}/home
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
{more}
"""
_POSTFIX = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.example
mydestination =
local_recipient_maps =
alias_maps =
mynetworks = 127.0.0.0/8
smtp_dns_support_level = disabled
smtp_host_lookup = native
message_size_limit = 50000000
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
transport_maps = inline:{{ {transports} }}
{more}
"""
_SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{tls_port} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass
class Dovecot:
    """A running server with one mailbox."""

    folder: Path
    port: int
    tls_port: int = 0
    count: int = 0

    def deliver(self, *raws: bytes) -> None:
        """As a delivery agent does: written aside, then moved in."""
        for raw in raws:
            self.count += 1
            written = self.folder / "mail" / "tmp" / f"{self.count}"
            written.write_bytes(raw.replace(b"\r\n", b"\n"))
            shutil.chown(written, "mail", "mail")
            written.rename(self.folder / "mail" / "new" / f"{1_763_600_000 + self.count}.M{self.count}.test")


@dataclass
class Postfix:
    """A running relay; `tls_port`: TLS from the start. `log`: what it has said."""

    folder: Path
    port: int
    tls_port: int

    @property
    def log(self) -> str:
        """All of it."""
        return (self.folder / "log").read_text()


@contextmanager
def running_dovecot(folder: Path, *, certificate: tuple[Path, Path] | None = None) -> Iterator[Dovecot]:
    """Dovecot in an empty folder; with a certificate and its key it takes STARTTLS, and TLS on `tls_port`."""
    program = _find("dovecot")
    _open(folder)
    for name in ("run", "state", "home", "mail", "mail/tmp", "mail/new", "mail/cur"):
        (folder / name).mkdir()
        if not name.startswith(("run", "state")):
            shutil.chown(folder / name, "mail", "mail")
    port, tls_port = free_port(), free_port() if certificate else 0
    more = "" if certificate is None else f"ssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}\n"
    ssl = "yes" if certificate else "no"
    config = folder / "dovecot.conf"
    config.write_text(_DOVECOT.format(folder=folder, port=port, tls_port=tls_port, ssl=ssl, more=more))
    server = subprocess.Popen([program, "-F", "-c", str(config)])
    try:
        _wait(port, folder)
        yield Dovecot(folder, port, tls_port)
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def running_postfix(folder: Path, *, ways: dict[str, int], more: str = "") -> Iterator[Postfix]:
    """Postfix in an empty folder. `ways`: the port of this machine that takes mail of a domain."""
    program = _find("postfix")
    _open(folder)
    for name in ("queue", "data"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    port, tls_port = free_port(), free_port()
    transports = ", ".join(f"{{{domain} = smtp:[127.0.0.1]:{each}}}" for domain, each in ways.items())
    (folder / "main.cf").write_text(_POSTFIX.format(folder=folder, transports=transports, more=more))
    (folder / "master.cf").write_text(_SERVICES.format(port=port, tls_port=tls_port))
    subprocess.run([program, "-c", str(folder), "start"], check=True, capture_output=True, timeout=60)
    pid = int((folder / "queue/pid/master.pid").read_text())
    try:
        _wait(port, folder)
        yield Postfix(folder, port, tls_port)
    finally:
        os.kill(pid, 15)
        until = time.monotonic() + 20
        with suppress(ProcessLookupError):
            while time.monotonic() < until:
                os.kill(pid, 0)
                time.sleep(0.02)


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def _find(name: str) -> str:
    found = shutil.which(name, path=_PATH)
    if found is None or os.geteuid() != 0:
        pytest.skip(f"{name} is not installed, or we are not root: tools/need-mail-servers.sh")
    return found


def _open(folder: Path) -> None:
    """The servers' own users must come in."""
    for each in folder, *folder.parents:
        mode = each.stat().st_mode
        if mode & _READABLE != _READABLE:
            each.chmod(mode | _READABLE)


def _wait(port: int, folder: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with socket.socket() as found:
            if found.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    log = folder / "log"
    raise AssertionError(log.read_text() if log.exists() else "the server did not start")

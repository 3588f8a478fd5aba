"""Letters over TLS: a relay is believed only when its certificate is; a password is not shown around."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import SecretStr
from tests.conftest import Servers
from tests.integration.infra.certificates import Authority, make_authority

from otklik.doctor import Finding, Status, examine
from otklik.infra.engines import Engines
from otklik.infra.listener import free_port
from otklik.infra.mail import Relay
from otklik.settings import Settings

PASSWORD = "p@ss:word/1"
_QUOTED = "p%40ss%3Aword%2F1"


def sign_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    is_right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=is_right, handled=False)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("certificates"))


@contextmanager
def relay(**options: Any) -> Iterator[int]:  # noqa: ANN401 - the controller's own
    """A relay that knows a password; the port it listens on."""
    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port(), authenticator=sign_in, **options)
    controller.start()
    try:
        yield int(controller.port)
    finally:
        controller.stop()


@pytest.fixture(params=["starttls", "tls"])
def secure(request: pytest.FixtureRequest, authority: Authority) -> Iterator[str]:
    """The URL of a relay under TLS, of either kind."""
    if request.param == "tls":
        with relay(ssl_context=authority.server, auth_require_tls=False) as port:
            yield f"smtps://otklik:{_QUOTED}@127.0.0.1:{port}"
    else:
        with relay(tls_context=authority.server, require_starttls=True) as port:
            yield f"smtp://otklik:{_QUOTED}@127.0.0.1:{port}"


async def mail(settings: Settings) -> Finding:
    return next(finding for finding in await examine(settings) if finding.part == "mail")


@pytest.fixture
def external(servers: Servers, settings: Settings, engines: Engines) -> Settings:
    clickhouse = f"{servers.clickhouse.url}/{engines.clickhouse.database}"
    return settings.model_copy(
        update={"postgres_url": engines.postgres.dsn, "clickhouse_url": clickhouse, "port": free_port()}
    )


async def test_certificate_decides(secure: str, authority: Authority, external: Settings) -> None:
    unknown = await mail(external.model_copy(update={"smtp_url": SecretStr(secure)}))
    assert unknown.status is Status.FAILED
    assert "certificate is not trusted" in unknown.seen
    assert "OTKLIK_SMTP_CA_FILE" in unknown.advice
    trusting = external.model_copy(update={"smtp_url": SecretStr(secure), "smtp_ca_file": authority.ca_file})
    assert (await mail(trusting)).status is Status.OK
    other_name = secure.replace("127.0.0.1", "localhost")
    other = await mail(trusting.model_copy(update={"smtp_url": SecretStr(other_name)}))
    assert other.status is Status.FAILED
    assert "certificate is not trusted" in other.seen


async def test_wrong_password_is_said_without_it(
    secure: str, authority: Authority, external: Settings
) -> None:
    wrong = SecretStr(secure.replace(_QUOTED, "another"))
    finding = await mail(external.model_copy(update={"smtp_url": wrong, "smtp_ca_file": authority.ca_file}))
    assert finding.status is Status.FAILED
    assert "535" in finding.seen
    assert "another" not in f"{finding.seen}{finding.advice}"


async def test_missing_authority_is_said(secure: str, external: Settings) -> None:
    missing = {"smtp_url": SecretStr(secure), "smtp_ca_file": Path("/nowhere.pem")}
    finding = await mail(external.model_copy(update=missing))
    assert finding.status is Status.FAILED
    assert "/nowhere.pem" in finding.seen


async def test_password_leaves_this_machine_under_tls_only() -> None:
    """`relay.example` stands for another machine; the connection goes to this one."""
    with relay(auth_require_tls=False) as port:
        for query, is_sent in (("", False), ("?starttls=yes", False), ("?starttls=no", True)):
            client = Relay(f"smtp://otklik:{_QUOTED}@relay.example:{port}{query}").client()
            client.hostname = "127.0.0.1"
            if is_sent:
                await client.connect()
                await client.quit()
            else:
                with pytest.raises(aiosmtplib.SMTPException, match="STARTTLS"):
                    await client.connect()
        async with Relay(f"smtp://otklik:{_QUOTED}@127.0.0.1:{port}").client() as client:
            assert client.is_connected


@pytest.mark.parametrize("url", ["http://relay.example", "smtp://", "relay.example:25"])
def test_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP address"):
        Relay(url).client()

"""Settings: the environment (`OTKLIK_*`) before `otklik.toml` before the defaults."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import AnyHttpUrl, Field, SecretStr, TypeAdapter, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from otklik.infra.addresses import EngineAddresses
from otklik.infra.keyfile import load_key
from otklik.infra.networks import read_networks

_MB = 1024 * 1024


class Settings(BaseSettings):
    """Everything that can be set from outside; each field is `OTKLIK_<NAME>` in the environment."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix="OTKLIK_", toml_file="otklik.toml", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    data_dir: Path = Field(Path("data"), description="Folder of everything that is kept")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one")
    public_url: str = Field("", description="Address visitors and members use; all links are made from it")
    web_processes: int = Field(1, ge=1, le=64, description="Web processes that share the port")

    postgres_url: str | None = Field(
        None, description="External PostgreSQL (16 or newer) instead of the embedded"
    )
    clickhouse_url: str | None = Field(
        None, description="External ClickHouse over HTTP instead of the embedded"
    )
    blobs_url: str | None = Field(
        None, description="file:///folder or s3://bucket/prefix; default a folder in data"
    )
    postgres_pool: int = Field(10, ge=2, le=200, description="Connections of a process and kind, at most")
    clickhouse_memory_mb: int = Field(700, ge=400, description="Memory cap of the embedded ClickHouse")

    smtp_url: SecretStr | None = Field(
        None, description="smtp[s]://user:password@host:port[?starttls=no]; without it letters are kept"
    )
    smtp_ca_file: Path | None = Field(
        None, description="Certificates (PEM) trusted for SMTP besides those of the system"
    )
    mail_receiver: str = Field(
        "", description="host:port of the built-in mail receiver (SMTP); empty: it is off"
    )
    mail_receiver_cert: Path | None = Field(
        None, description="Certificate chain (PEM) of the mail receiver: with it STARTTLS is offered"
    )
    mail_receiver_key: Path | None = Field(
        None, description="Its key (PEM), when it does not stand in the same file"
    )
    mail_from: str = Field("Otklik <otklik@localhost>", description="Sender of the product's own letters")
    secret_key: SecretStr | None = Field(
        None, description="Installation key; default <data>/secret.key, made once"
    )

    log_max_bytes: int = Field(
        2048 * _MB, ge=16 * _MB, description="Bound of the intake log; beyond it doors answer 503"
    )
    min_free_mb: int = Field(
        256, ge=64, description="Free disk below which doors answer 503 (embedded PostgreSQL)"
    )
    log_partitions: int = Field(
        4, ge=1, le=256, description="Partitions of the intake log, fixed at creation"
    )
    dedup_mb: int = Field(64, ge=1, description="Memory of the filter of duplicates")
    session_gap: timedelta = Field(
        timedelta(minutes=40), description="Away for this long begins a new session"
    )
    door_rate: int = Field(
        500, ge=0, description="Events a second from one address with one write key (pages only); 0: no bound"
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.1", "::1"), description="Addresses (networks) whose X-Forwarded-For is believed"
    )
    outgoing_allow: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Private addresses (networks) that webhooks may call; public ones they may anyway"
    )
    geo_file: Path | None = Field(None, description="MaxMind database (.mmdb) for countries and cities")
    demo_port: int = Field(
        0, ge=0, le=65535, description="Port of the demo's shop; 0 takes the port after ours"
    )
    demo_shop_url: str = Field("", description="Address of the demo's shop, when a proxy stands before it")
    log_level: str = Field(
        "info", pattern="^(debug|info|warning|error)$", description="Least level that is logged"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then otklik.toml."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, value: str) -> str:
        if value:
            TypeAdapter(AnyHttpUrl).validate_python(value)
        return value.rstrip("/")

    @field_validator("blobs_url")
    @classmethod
    def _check_blobs_url(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("file:///", "s3://")):
            raise ValueError("it must look like file:///folder or s3://bucket/prefix")
        return value

    @field_validator("mail_receiver")
    @classmethod
    def _check_receiver(cls, value: str) -> str:
        parts = urlsplit(f"//{value}")
        if value and not (parts.hostname and parts.port and not parts.path):
            raise ValueError("it must look like host:port")
        return value

    @field_validator("trusted_proxies", "outgoing_allow", mode="before")
    @classmethod
    def _split_networks(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the source gave
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("outgoing_allow")
    @classmethod
    def _check_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        read_networks(value)
        return value

    @field_validator("data_dir")
    @classmethod
    def _make_absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @property
    def link_base(self) -> str:
        """The public address, or the one we listen on while none is set."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound
        return self.public_url or f"http://{host}:{self.port}"

    def addresses(
        self, *, postgres_url: str, clickhouse_url: str, public_url: str | None = None
    ) -> EngineAddresses:
        """What `open_engines` needs, with the addresses of engines that run.

        `public_url` is where the server really listens; a public address that was set goes before it.
        """
        given_key = self.secret_key.get_secret_value() if self.secret_key else None
        return EngineAddresses(
            postgres_url=postgres_url,
            clickhouse_url=clickhouse_url,
            blobs_url=self.blobs_url or f"file://{self.data_dir / 'blobs'}",
            secret_key=load_key(self.data_dir / "secret.key", given=given_key),
            public_url=self.public_url or public_url or self.link_base,
            mail_from=self.mail_from,
            smtp_url=self.smtp_url.get_secret_value() if self.smtp_url else None,
            smtp_ca_file=self.smtp_ca_file,
            pool_size=self.postgres_pool,
        )

"""Where the engines are. Light: processes that only pass addresses on import nothing else."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

DEFAULT_DATABASE = "otklik"


@dataclass(frozen=True, slots=True)
class EngineAddresses:
    """Where the engines are and what they need; made of the settings by the composition."""

    postgres_url: str
    clickhouse_url: str
    blobs_url: str
    secret_key: bytes
    public_url: str
    mail_from: str
    smtp_url: str | None = None
    smtp_ca_file: Path | None = None
    pool_size: int = 10


def split_clickhouse_url(url: str) -> tuple[str, str]:
    """(address, database): the path of the URL names the database, `otklik` if it has none."""
    parts = urlsplit(url)
    database = parts.path.strip("/") or DEFAULT_DATABASE
    return urlunsplit(parts._replace(path="")), database


def without_password(url: str) -> str:
    """The URL as it may be shown and logged."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":***@")))

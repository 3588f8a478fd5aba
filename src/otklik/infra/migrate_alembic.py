"""Alembic, kept apart: reading it in costs more than a start that has nothing to migrate."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

_LOCK_TIMEOUT: Final = "4s"
_STATEMENT_TIMEOUT: Final = "10min"


def upgrade(dsn: str, *, folder: Path) -> None:
    """Bring the database to the newest revision of the scripts in `folder`."""
    options = f"-c lock_timeout={_LOCK_TIMEOUT} -c statement_timeout={_STATEMENT_TIMEOUT}"
    engine = create_engine(
        make_url(dsn).set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        connect_args={"options": options},
    )
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    engine.dispose()

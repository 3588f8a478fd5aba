"""Reading `INSERT INTO table (columns) FORMAT name` and turning it into `INSERT … SELECT … FROM file(…)`.

A body sent with an INSERT is spooled to a file and read by the engine from there: the only way in chDB that
reports every write error (a full disk, too many partitions, a broken constraint).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from otklik.infra.embedded.chdb_pool import quote_name, quote_text

_NAME = r"(?:`(?:[^`\\]|\\.)+`|\"(?:[^\"\\]|\\.)+\"|[A-Za-z_][A-Za-z0-9_]*)"
_INSERT = re.compile(
    rf"""\s*(?:/\*.*?\*/\s*)*INSERT\s+INTO\s+(?:TABLE\s+)?
    (?:(?P<database>{_NAME})\s*\.\s*)?(?P<table>{_NAME})\s*
    (?:\((?P<columns>[^()]*)\)\s*)?
    (?:SETTINGS\s+(?P<settings>.*?)\s*)?
    (?:FORMAT\s+(?P<format>[A-Za-z][A-Za-z0-9]*)|(?P<values>VALUES))(?=[\s;]|\Z)[ ]*;?""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_STARTS = re.compile(r"\s*(?:/\*.*?\*/\s*)*INSERT\b", re.IGNORECASE | re.DOTALL)
_CHANGES_TABLES = re.compile(
    r"\s*(?:/\*.*?\*/\s*)*(?:CREATE|ALTER|DROP|RENAME|EXCHANGE|ATTACH|DETACH|UNDROP|REPLACE)\b",
    re.IGNORECASE | re.DOTALL,
)
# HTTP Content-Encoding → the name of the compression in ClickHouse's file() function.
COMPRESSIONS = {"gzip": "gzip", "zstd": "zstd", "lz4": "lz4", "br": "br", "deflate": "deflate", "xz": "xz"}


@dataclass(frozen=True, slots=True)
class Column:
    """An insertable column: `default` is its DEFAULT expression, or empty."""

    name: str
    type: str
    default: str

    def declaration(self) -> str:
        """The column as it stands in the structure argument of file()."""
        default = f" DEFAULT {self.default}" if self.default else ""
        return f"{quote_name(self.name)} {self.type}{default}"


@dataclass(frozen=True, slots=True)
class InsertHead:
    """The head of an INSERT whose rows follow in the body; `length` is where the head ends in the text."""

    database: str | None
    table: str
    columns: tuple[str, ...]
    settings: str
    format: str
    length: int

    def from_file(self, path: Path, *, columns: Sequence[Column], compression: str) -> str:
        """The statement that reads the rows from `path`, written in the columns' order."""
        chosen = [column for column in columns if not self.columns or column.name in self.columns]
        names = ", ".join(quote_name(column.name) for column in chosen)
        structure = ", ".join(column.declaration() for column in chosen)
        target = quote_name(self.table)
        if self.database:
            target = f"{quote_name(self.database)}.{target}"
        settings = f" SETTINGS {self.settings}" if self.settings else ""
        source = ", ".join(quote_text(text) for text in (str(path), self.format, structure, compression))
        return f"INSERT INTO {target} ({names}){settings} SELECT {names} FROM file({source})"  # noqa: S608 - quoted


def is_insert(sql: str) -> bool:
    """Whether the text begins an INSERT."""
    return _STARTS.match(sql) is not None


def changes_tables(sql: str) -> bool:
    """Whether the statement may change a table's columns (DDL)."""
    return _CHANGES_TABLES.match(sql) is not None


def find_insert_head(sql: str) -> InsertHead | None:
    """The head of an `INSERT … FORMAT name` or `INSERT … VALUES`; None for anything else."""
    found = _INSERT.match(sql)
    if found is None:
        return None
    columns = tuple(_plain(text) for text in (found["columns"] or "").split(",") if text.strip())
    return InsertHead(
        database=_plain(found["database"]) if found["database"] else None,
        table=_plain(found["table"]),
        columns=columns,
        settings=found["settings"] or "",
        format=found["format"] or "Values",
        length=found.end(),
    )


def _plain(name: str) -> str:
    name = name.strip()
    if name[0] in '`"':
        return re.sub(r"\\(.)", r"\1", name[1:-1])
    return name

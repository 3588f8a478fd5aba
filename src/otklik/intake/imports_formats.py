"""Files as lines: CSV, XLSX and NDJSON, read as a stream; more formats are registered from above."""

import codecs
import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from otklik.intake.imports_mapping import ImportMapping, RowError, row_item
from otklik.intake.imports_workbook import xlsx_cells
from otklik.kit.errors import InvalidError

MAX_CELL_CHARS: Final = 1_000_000
MAX_COLUMNS: Final = 1_000
_CHUNK: Final = 1 << 20
_DELIMITERS: Final = (";", ",", "\t", "|")
TABLE_FORMATS: Final = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: `raw` is an item's JSON, or `reason` says why there is none."""

    number: int
    raw: bytes = b""
    reason: str = ""
    detail: str = ""


Items: TypeAlias = Callable[[Path], Iterator[object]]
"""A registered format: file → items (JSON-able mappings with `type`, `timestamp`, an id)."""
Count: TypeAlias = Callable[[Path], int | None]
_registered: dict[str, Items] = {}
_counts: dict[str, Count] = {}


def register_format(name: str, items: Items, *, count: Count | None = None) -> None:
    """Teach the importer a format of a room above; `count` tells how many items a file has."""
    _registered[name] = items
    if count is not None:
        _counts[name] = count


def format_names() -> list[str]:
    """Every format that can be imported."""
    return [*TABLE_FORMATS, "ndjson", "segment", *_registered]


def guess_format(name: str) -> str:
    """The format by a file's name. Raises InvalidError."""
    suffix = Path(name).suffix.lower().lstrip(".")
    by_suffix = {"csv": "csv", "txt": "csv", "tsv": "csv", "xlsx": "xlsx"}
    found = by_suffix.get(suffix) or ("ndjson" if suffix in ("ndjson", "jsonl", "json") else None)
    if found is None:
        raise unknown_format(suffix)
    return found


def unknown_format(name: str) -> InvalidError:
    """The format is none of ours."""
    return InvalidError(
        "unknown_import_format", "Files of the kind {format} cannot be read", {"format": name}
    )


def read_lines(path: Path, file_format: str, mapping: ImportMapping | None) -> Iterator[Line]:
    """Read a file as items, line by line, in constant memory; a bad line is told and does not stop it.

    Raises InvalidError when the file as a whole is not of the format.
    """
    if file_format in ("ndjson", "segment"):
        return _json_lines(path)
    if file_format in TABLE_FORMATS:
        if mapping is None:
            raise InvalidError("mapping_required", "Say which column is what: `mapping`")
        return _mapped(read_rows(path, file_format), mapping)
    if file_format in _registered:
        return _encoded(_registered[file_format](path))
    raise unknown_format(file_format)


def read_rows(path: Path, file_format: str) -> Iterator[tuple[int, Mapping[str, object] | RowError]]:
    """(line number, cells by heading) of a table; the first line holds the headings."""
    return _csv_rows(path) if file_format == "csv" else _xlsx_rows(path)


def headings(path: Path, file_format: str) -> list[str]:
    """The headings of a table."""
    rows = _csv_cells(path) if file_format == "csv" else xlsx_cells(path)
    return _heading_cells(next((cells for _, cells in rows), []))


def estimate_lines(path: Path, file_format: str) -> int | None:
    """How many lines a text file has, None where only reading would tell."""
    if file_format in _counts:
        return _counts[file_format](path)
    if file_format not in ("csv", "ndjson", "segment"):
        return None
    with path.open("rb") as file:
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b""))
    return max(0, lines - (1 if file_format == "csv" else 0))


def encoding_of(path: Path) -> str:
    """utf-8 (or UTF-16 by its mark) when the whole file is; else windows-1251, as Russian Excel writes."""
    with path.open("rb") as file:
        start = file.read(2)
        if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for chunk in iter(lambda: file.read(_CHUNK), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1251"
    return "utf-8-sig"


def _json_lines(path: Path) -> Iterator[Line]:
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            line = raw.strip().removeprefix(codecs.BOM_UTF8)
            if line:
                yield Line(number, line)


def _encoded(items: Iterator[object]) -> Iterator[Line]:
    encoder = msgspec.json.Encoder(decimal_format="number")
    for number, item in enumerate(items, 1):
        yield Line(number, item if isinstance(item, bytes) else encoder.encode(item))


def _mapped(
    rows: Iterator[tuple[int, Mapping[str, object] | RowError]], mapping: ImportMapping
) -> Iterator[Line]:
    for number, row in rows:
        try:
            if isinstance(row, RowError):
                raise row
            yield Line(number, msgspec.json.encode(row_item(row, mapping)))
        except RowError as error:
            yield Line(number, reason=error.reason, detail=error.detail)


def _csv_rows(path: Path) -> Iterator[tuple[int, Mapping[str, object] | RowError]]:
    return _rows(_csv_cells(path))


def _xlsx_rows(path: Path) -> Iterator[tuple[int, Mapping[str, object] | RowError]]:
    return _rows(xlsx_cells(path))


def _rows(lines: Iterator[tuple[int, list[object]]]) -> Iterator[tuple[int, Mapping[str, object] | RowError]]:
    names = _heading_cells(next((cells for _, cells in lines), []))
    for number, cells in lines:
        if not any(cell not in (None, "") for cell in cells):
            continue
        if len(cells) > len(names) and any(cell not in (None, "") for cell in cells[len(names) :]):
            yield number, RowError("too_many_cells", f"{len(cells)} cells under {len(names)} headings")
        else:
            yield number, dict(zip(names, cells, strict=False))


def _heading_cells(cells: list[object]) -> list[str]:
    """Of two columns called alike the second gets a number: both can be mapped, neither hides the other."""
    if len(cells) > MAX_COLUMNS:
        raise InvalidError("too_many_columns", "A table may have {max} columns", {"max": MAX_COLUMNS})
    given: Counter[str] = Counter()
    names = []
    for cell in cells:
        name = "" if cell is None else str(cell).strip()
        given[name] += 1
        names.append(f"{name} ({given[name]})" if name and given[name] > 1 else name)
    return names


def _csv_cells(path: Path) -> Iterator[tuple[int, list[object]]]:
    csv.field_size_limit(MAX_CELL_CHARS)
    with path.open(encoding=encoding_of(path), errors="replace", newline="") as file:
        first = file.readline()
        file.seek(0)
        delimiter = max(_DELIMITERS, key=first.count)
        reader = csv.reader((line.replace("\0", "") for line in file), delimiter=delimiter)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise InvalidError(
                    "not_csv",
                    "Line {line} is no CSV: {detail}",
                    {"line": reader.line_num, "detail": str(error)},
                ) from error
            yield reader.line_num, list(cells)

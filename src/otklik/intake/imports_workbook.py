"""XLSX as rows, in bounded memory: a small archive may hold a large world."""

import io
import zipfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final, Self

from otklik.kit.errors import InvalidError

MAX_INFLATED_BYTES: Final = 2_000_000_000
MAX_STRINGS_BYTES: Final = 64_000_000
"""Of a part that is kept for as long as the book is read: its texts, a million of them half a minute."""
MAX_PART_BYTES: Final = 2_000_000
"""Of a part that is made a tree of: styles, the book itself."""
MAX_TAG_BYTES: Final = 1_000_000
"""From one tag to the next; Excel keeps 32 767 characters in a cell."""
MAX_ROWS: Final = 1 << 20
"""As many as Excel has; missing ones count, too."""


def xlsx_cells(path: Path) -> Iterator[tuple[int, list[object]]]:
    """(number, cells) of each row of the first sheet. Raises InvalidError."""
    with path.open("rb") as file:
        try:
            archive = _Archive(file)
            # Loaded when a workbook is read: it brings numpy, 20 MB that a web process shall not pay.
            excel = import_module("openpyxl.reader.excel")
            reader = excel.ExcelReader(file, read_only=True, data_only=True, keep_links=False)
            reader.archive = archive
            reader.read()
            book = reader.wb
            sheet = book.worksheets[0]
        except (KeyError, IndexError, ValueError, SyntaxError, OSError, zipfile.BadZipFile) as error:
            raise InvalidError("not_xlsx", "The file is no XLSX workbook") from error
        archive.most = MAX_INFLATED_BYTES
        try:
            for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                if number > MAX_ROWS:
                    raise _too_large()
                yield number, list(row)
        finally:
            book.close()


class _Archive(zipfile.ZipFile):
    """Gives no part out that would fill the memory. `most`: bytes of one that is read bit by bit."""

    def __init__(self, file: io.BufferedReader) -> None:
        super().__init__(file)
        self.most = MAX_STRINGS_BYTES
        if sum(entry.file_size for entry in self.infolist()) > MAX_INFLATED_BYTES:
            raise _too_large()

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        """A whole part, which somebody is about to make a tree of."""
        entry = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if entry.file_size > MAX_PART_BYTES:
            raise _too_large()
        return super().read(name, pwd)

    def open(self, *arguments: object, **named: object) -> "_Part":  # type: ignore[override]  # read and closed alone
        """A part to be read bit by bit."""
        return _Part(super().open(*arguments, **named), self.most)  # type: ignore[arg-type]  # as given


class _Part:
    """A part that is given up when it is too long, or when one tag or text of it is."""

    def __init__(self, file: object, most: int) -> None:
        self._file: zipfile.ZipExtFile = file  # type: ignore[assignment]  # of an archive that is read
        self._left = most
        self._since_tag = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises InvalidError."""
        data = self._file.read(size)
        self._left -= len(data)
        gaps = data.split(b"<")
        longest = max(self._since_tag + len(gaps[0]), *map(len, gaps))
        self._since_tag = len(gaps[-1]) + (self._since_tag if len(gaps) == 1 else 0)
        if self._left < 0 or longest > MAX_TAG_BYTES:
            raise _too_large()
        return data

    def close(self) -> None:
        """No more is read."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _too_large() -> InvalidError:
    return InvalidError("too_large_inside", "The workbook is too large when unpacked; CSV may be larger")

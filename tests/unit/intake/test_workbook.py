"""Workbooks that are small and hold too much are refused before they fill the memory."""

import zipfile
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import pytest

from otklik.intake.imports_workbook import xlsx_cells
from otklik.kit.errors import InvalidError

_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEETS: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES: Final = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/>'
    f'<Override PartName="/xl/worksheets/one.xml" ContentType="{_KIND}.worksheet+xml"/></Types>'
)
_BOOK: Final = (
    f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/>'
    "</sheets></workbook>"
)
_LINKS: Final = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/one.xml"/></Relationships>'
)


def text(words: str) -> str:
    return f'<c r="A1" t="inlineStr"><is><t>{escape(words)}</t></is></c>'


def workbook(path: Path, rows: str, **parts: str) -> Path:
    """A book of one sheet; `parts`: more of it, by the name in xl/."""
    sheet = f'<worksheet xmlns="{_SHEETS}"><sheetData>{rows}</sheetData></worksheet>'
    named = {f"xl/{name}.xml": xml for name, xml in parts.items()}
    strings = {"xl/sharedStrings.xml": f'<sst xmlns="{_SHEETS}"/>'}
    files = {
        "[Content_Types].xml": _TYPES,
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _LINKS,
        "xl/worksheets/one.xml": sheet,
        **strings,
        **named,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, xml in files.items():
            archive.writestr(name, xml)
    return path


def test_a_book_of_usual_size_is_read(tmp_path: Path) -> None:
    rows = f'<row r="1">{text("Анна < & > " + "a" * 32_000)}</row><row r="3"><c r="B3"><v>7</v></c></row>'
    found = list(xlsx_cells(workbook(tmp_path / "a.xlsx", rows)))
    assert [(number, len(cells)) for number, cells in found] == [(1, 1), (2, 0), (3, 2)]
    assert str(found[0][1][0]).startswith("Анна < & > a")
    assert found[2][1] == [None, 7]


_STYLES: Final = f'<styleSheet xmlns="{_SHEETS}"><cellXfs>{"<xf/>" * 500_000}</cellXfs></styleSheet>'
_LONG: Final = f"<si><t>{'a' * 30_000}</t></si>"
_TEXTS: Final = f'<sst xmlns="{_SHEETS}">{_LONG * 2_200}</sst>'
_BOMBS: Final = {
    "a cell": (f'<row r="1">{text("a" * 50_000_000)}</row>', {}),
    "an attribute": (f'<row r="1" spans="{"a" * 50_000_000}"/>', {}),
    "rows that are not there": ('<row r="1"/><row r="4000000000"/>', {}),
    "styles": ("", {"styles": _STYLES}),
    "the book itself": ("", {"workbook": _BOOK.replace("<sheets>", "<sheets>" + " " * 3_000_000)}),
    "texts": ("", {"sharedStrings": _TEXTS}),
}


@pytest.mark.parametrize("name", _BOMBS)
def test_a_book_that_holds_too_much_is_refused(name: str, tmp_path: Path) -> None:
    rows, parts = _BOMBS[name]
    path = workbook(tmp_path / "a.xlsx", rows, **parts)
    assert path.stat().st_size < 2_000_000
    with pytest.raises(InvalidError) as refused:
        list(xlsx_cells(path))
    assert refused.value.code == "too_large_inside"

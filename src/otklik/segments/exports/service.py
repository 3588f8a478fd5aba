"""Files of sets of people: for spreadsheets and for ad systems, in portions, memory flat."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from otklik.events import people
from otklik.events.csv_export import BYTE_ORDER_MARK, FIXED, make_cells, write_lines
from otklik.events.people import PersonView
from otklik.infra.engines import Engines
from otklik.segments.exports import repository
from otklik.segments.exports.layouts import FileFormat, Line, find_layout
from otklik.segments.exports.leaving_out import LeftOut, Tally
from otklik.segments.exports.reading import read_lines
from otklik.workspaces import service as workspaces

PORTION: Final = 1_000
PREVIEWED: Final = 100_000
"""A preview looks at so many people at most, and says so."""
SHOWN: Final = 5


class ExportSpec(msgspec.Struct, frozen=True):
    """What file is wanted; `columns` of our own CSV (() = the fixed ones), `is_hashed` for Yandex."""

    format: FileFormat
    columns: tuple[str, ...] = ()
    is_hashed: bool = True

    @property
    def heading(self) -> Line:
        """The first line; () for none."""
        layout = find_layout(self.format, is_hashed=self.is_hashed)
        return layout.heading if layout else self.columns or FIXED

    @property
    def filename(self) -> str:
        """What the file is called."""
        layout = find_layout(self.format, is_hashed=self.is_hashed)
        return layout.filename if layout else "people.csv"

    @property
    def fewest(self) -> int:
        """With less lines the ad system refuses it."""
        layout = find_layout(self.format, is_hashed=self.is_hashed)
        return layout.fewest if layout else 0


@dataclass(slots=True)
class Preview:
    """What a file would be; `is_whole`: everybody was looked at."""

    tally: Tally = field(default_factory=Tally)
    lines: list[Line] = field(default_factory=list)
    lines_count: int = 0
    is_whole: bool = True


async def preview_file(
    engines: Engines, *, workspace_id: int, spec: ExportSpec, batches: AsyncIterator[list[int]]
) -> Preview:
    """Count who would be written and who left out, with the first lines, without making the file."""
    preview = Preview()
    is_needed = await needs_consent(engines, workspace_id=workspace_id)
    async for portion in in_portions(batches):
        if preview.tally.total >= PREVIEWED:
            preview.is_whole = False
            break
        lines, tally = await make_portion(
            engines, workspace_id=workspace_id, people_ids=portion, spec=spec, needs_consent=is_needed
        )
        preview.tally.add(tally)
        preview.lines_count += len(lines)
        preview.lines.extend(lines[: SHOWN - len(preview.lines)])
    return preview


async def stream_file(
    engines: Engines, *, workspace_id: int, spec: ExportSpec, batches: AsyncIterator[list[int]]
) -> AsyncIterator[str]:
    """The file, portion by portion."""
    yield begin_file(spec)
    is_needed = await needs_consent(engines, workspace_id=workspace_id)
    async for portion in in_portions(batches):
        lines, _ = await make_portion(
            engines, workspace_id=workspace_id, people_ids=portion, spec=spec, needs_consent=is_needed
        )
        yield write_lines(lines)


def begin_file(spec: ExportSpec) -> str:
    """The beginning of the file: our own CSV carries a mark for Excel, ad systems want none."""
    mark = BYTE_ORDER_MARK if spec.format is FileFormat.CSV else ""
    return mark + (write_lines([spec.heading]) if spec.heading else "")


async def make_portion(
    engines: Engines, *, workspace_id: int, people_ids: Sequence[int], spec: ExportSpec, needs_consent: bool
) -> tuple[list[Line], Tally]:
    """The lines of at most `PORTION` people, and how many were left out, by reason."""
    layout = find_layout(spec.format, is_hashed=spec.is_hashed)
    if layout is None:
        return await _make_rows(engines, workspace_id, people_ids, spec.heading)
    return await read_lines(
        engines,
        workspace_id=workspace_id,
        people=people_ids,
        file_format=spec.format,
        layout=layout,
        needs_consent=needs_consent,
    )


async def needs_consent(engines: Engines, *, workspace_id: int) -> bool:
    """Whether who was never asked about advertising is left out of ad systems' files."""
    return (await workspaces.get_collection_settings(engines, workspace_id)).ads_need_consent


async def _make_rows(
    engines: Engines, workspace_id: int, people_ids: Sequence[int], columns: Line
) -> tuple[list[Line], Tally]:
    async with engines.postgres.connection() as connection:
        erased = await repository.list_erased(connection, workspace_id=workspace_id, people=people_ids)
    kept = [person for person in people_ids if person not in erased]
    asked = [name for name in columns if name not in FIXED]
    views = await people.view_people(engines, workspace_id=workspace_id, people=kept, columns=asked)
    tally = Tally(len(kept))
    if erased:
        tally.left_out[LeftOut.ERASED.value] = len(erased)
    return [_make_row(view, columns, asked) for view in views], tally


def _make_row(view: PersonView, columns: Line, asked: Sequence[str]) -> Line:
    cells = dict(zip((*FIXED, *asked), make_cells(view, asked), strict=True))
    return tuple(cells[name] for name in columns)


async def in_portions(batches: AsyncIterator[list[int]]) -> AsyncIterator[list[int]]:
    """The same people in portions of at most `PORTION`."""
    async for batch in batches:
        for start in range(0, len(batch), PORTION):
            yield batch[start : start + PORTION]

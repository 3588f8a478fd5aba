"""`otklik import`: a file into the log from the command line, beside a running server or without one."""

import json
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from otklik.infra.engines import Engines
from otklik.intake.door import DoorSettings
from otklik.intake.imports import import_file
from otklik.intake.imports_formats import estimate_lines, guess_format
from otklik.intake.imports_mapping import ImportMapping
from otklik.intake.repository import ImportRow
from otklik.intake.tasks import open_importer
from otklik.kit.errors import InvalidError
from otklik.workspaces.service import get_workspace_profile


async def import_path(
    engines: Engines,
    settings: DoorSettings,
    *,
    path: Path,
    workspace_id: int,
    file_format: str = "",
    mapping_path: Path | None = None,
) -> ImportRow:
    """Import a file with a progress bar on the terminal; started again it goes on from its place.

    Raises NotFoundError for an unknown workspace, InvalidError when the format or the mapping is wrong.
    """
    await get_workspace_profile(engines, workspace_id)
    chosen = file_format or guess_format(path.name)
    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(path.name, total=estimate_lines(path, chosen))
        return await import_file(
            open_importer(engines, settings),
            path,
            workspace_id=workspace_id,
            file_format=chosen,
            mapping=read_mapping(mapping_path) if mapping_path else None,
            progress=lambda position, _rejected: bar.update(task, completed=position),
        )


def read_mapping(path: Path) -> ImportMapping:
    """Read a mapping from a JSON file. Raises InvalidError."""
    try:
        return ImportMapping.model_validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        raise InvalidError(
            "wrong_mapping", "{path} is no mapping: {detail}", {"path": str(path), "detail": str(error)[:500]}
        ) from error


def describe(row: ImportRow) -> str:
    """The outcome as one line of JSON, for people and machines."""
    return json.dumps(
        {
            "id": str(row.id),
            "status": row.status,
            "handed_over": row.position - row.rejected,
            "rejected": row.rejected,
            "error": row.error,
        }
    )

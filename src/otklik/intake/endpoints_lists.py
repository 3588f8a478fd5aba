"""A file of people onto a list, over HTTP (contract of `/api/v1`)."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from fastapi import Path as PathParameter
from starlette.datastructures import UploadFile

from otklik.infra.web import EnginesDep
from otklik.intake.imports_formats import TABLE_FORMATS, guess_format, unknown_format
from otklik.intake.lists_import import ListFile, Order, Outcome, import_people, read_values
from otklik.kit.errors import BadRequestError, TooLargeError
from otklik.profiles import service as profiles
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.schemas import Answer
from otklik.workspaces.service import record_audit

router = APIRouter(tags=["lists"])
Access = Annotated[Actor, require(Permission.IMPORTS_WRITE)]
ListId = Annotated[int, PathParameter(ge=1, le=(1 << 63) - 1)]
MAX_FILE_BYTES: Final = 20_000_000
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "CSV or XLSX"},
                        "column": {"type": "string", "description": "Heading; else guessed"},
                        "kind": {"enum": ["email", "phone", "user_id", "anonymous_id"]},
                        "create": {"type": "string", "description": "true: make who is missing"},
                    },
                }
            }
        },
    }
}


class ListImportError(Answer):
    """A line that brought nobody: `empty`, `not_found`, `ambiguous`, or why the row cannot be read."""

    line: int
    value: str
    reason: str


class ListImportAnswer(Answer):
    """What became of a file; `errors` are the first 1 000 of the `refused` lines."""

    column: str
    kind: str
    joined: int
    unchanged: int
    created: int
    refused: int
    errors: list[ListImportError]


@router.post("/imports/lists/{list_id}", openapi_extra=_BODY)
async def import_list(
    list_id: ListId, request: Request, actor: Access, engines: EnginesDep
) -> ListImportAnswer:
    """Put the people of a table on a list, up to 50 000 rows; each who joins is told by `$list_joined`."""
    async with engines.postgres.connection() as connection:
        row = await profiles.check_list(connection, workspace_id=actor.workspace_id, list_id=list_id)
    with tempfile.TemporaryDirectory(prefix="otklik-list-") as folder:
        file, is_creating = await _receive(request, Path(folder) / "file")
        outcome, values = await asyncio.to_thread(read_values, file)
    order = Order(actor.workspace_id, list_id, actor.author, is_creating)
    outcome = await import_people(engines, order, outcome=outcome, values=values)
    async with engines.postgres.session() as session:
        details = {"name": row.name, "people": outcome.joined, "created": outcome.created}
        await record_audit(
            session, actor=actor, action="list.people_imported", target=str(list_id), details=details
        )
    return _to_answer(outcome)


def _to_answer(outcome: Outcome) -> ListImportAnswer:
    return ListImportAnswer(
        column=outcome.column,
        kind=outcome.kind.value,
        joined=outcome.joined,
        unchanged=outcome.unchanged,
        created=outcome.created,
        refused=outcome.refused,
        errors=[
            ListImportError(line=line, value=value, reason=reason) for line, value, reason in outcome.errors
        ],
    )


async def _receive(request: Request, path: Path) -> tuple[ListFile, bool]:
    async with request.form(max_files=1, max_fields=10) as form:
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            raise BadRequestError("file_required", "Send the file as the field `file`")
        if (upload.size or 0) > MAX_FILE_BYTES:
            raise TooLargeError("list_too_large", "A file of at most 20 MB is needed")
        file_format = guess_format(upload.filename or "")
        if file_format not in TABLE_FORMATS:
            raise unknown_format(file_format)
        await asyncio.to_thread(path.write_bytes, await upload.read())
        column, kind = (str(form.get(name) or "")[:1_000] for name in ("column", "kind"))
        return ListFile(path, file_format, column, kind), str(form.get("create")) == "true"

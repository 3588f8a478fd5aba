"""Routes of history imports: a file with a mapping, or items as JSON."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request
from fastapi import Path as PathParameter
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile

from otklik.infra.web import EnginesDep, SessionDep, invalid_error
from otklik.intake import imports
from otklik.intake.imports_formats import guess_format
from otklik.intake.imports_mapping import ImportMapping
from otklik.intake.repository import ImportRow
from otklik.intake.schemas import (
    ImportAnswer,
    ImportDetails,
    ImportErrorAnswer,
    ImportPreviewAnswer,
    ItemsBody,
)
from otklik.kit.errors import BadRequestError, TooLargeError
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.schemas import Page

router = APIRouter(tags=["imports"])

Access = Annotated[Actor, require(Permission.IMPORTS_WRITE)]
IdPath = Annotated[int, PathParameter(ge=1, le=(1 << 63) - 1)]
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(pattern=r"^\d{1,18}$")]
MAX_JSON_BYTES = 20_000_000
_CHUNK = 1 << 20

_UPLOAD: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "name": {"type": "string"},
        "format": {"type": "string", "description": "csv, xlsx, ndjson, segment; else by the file's name"},
        "mapping": {"type": "string", "description": "ImportMapping as JSON; needed for tables"},
        "consent_source": {"type": "string", "description": "Where these people agreed"},
    },
}


def _body(*, with_items: bool) -> dict[str, Any]:
    """The two forms of the body, for the OpenAPI document: FastAPI cannot say "either"."""
    content: dict[str, Any] = {"multipart/form-data": {"schema": _UPLOAD}}
    if with_items:
        content["application/json"] = {"schema": ItemsBody.model_json_schema()}
    return {"requestBody": {"required": True, "content": content}}


@router.get("/imports")
async def list_imports(
    actor: Access, session: SessionDep, limit: Limit = 50, cursor: Cursor = None
) -> Page[ImportAnswer]:
    """Imports of the workspace, newest first."""
    before_id = int(cursor) if cursor else None
    rows = await imports.list_imports(
        session, workspace_id=actor.workspace_id, limit=limit, before_id=before_id
    )
    next_cursor = str(rows[-1].id) if len(rows) == limit else None
    return Page(items=[ImportAnswer.model_validate(row) for row in rows], next_cursor=next_cursor)


@router.post("/imports", status_code=201, openapi_extra=_body(with_items=True))
async def create_import(
    request: Request, actor: Access, session: SessionDep, engines: EnginesDep
) -> ImportAnswer:
    """Import history: nothing reacts to it. A file (multipart) with its mapping, or `{"items": […]}`."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        row = await _create_from_file(request, actor, session, engines)
    else:
        body = await _read_json(request)
        blob = await imports.store_items(engines, workspace_id=actor.workspace_id, items=body.items)
        row = await imports.create_import(
            session,
            workspace_id=actor.workspace_id,
            name=body.name,
            file_format="ndjson",
            blob=blob,
            mapping=None,
            consent_source=body.consent_source,
            author=actor.author,
        )
    return ImportAnswer.model_validate(row)


@router.post("/imports/preview", openapi_extra=_body(with_items=False))
async def preview_import(request: Request, actor: Access) -> ImportPreviewAnswer:
    """The first lines of a file as they would be imported; guesses the mapping when none is given."""
    del actor
    async with request.form(max_files=1, max_fields=10) as form:
        upload, file_format, mapping = _upload_of(form)
        with tempfile.TemporaryDirectory(prefix="otklik-preview-") as folder:
            path = Path(folder) / "file"
            with path.open("wb") as file:
                async for chunk in _pieces(upload):
                    file.write(chunk)
            found = await asyncio.to_thread(imports.preview_file, path, file_format, mapping)
    return ImportPreviewAnswer(
        format=found.format,
        columns=found.columns,
        rows=found.rows,
        mapping=found.mapping,
        items=[json.loads(item) for item in found.items],
        errors=[
            ImportErrorAnswer(line=line, reason=why, detail=detail) for line, why, detail in found.errors
        ],
    )


@router.get("/imports/{import_id}")
async def get_import(import_id: IdPath, actor: Access, session: SessionDep) -> ImportDetails:
    """How far an import is, and its first refused lines."""
    row, errors = await imports.get_import(session, workspace_id=actor.workspace_id, import_id=import_id)
    listed = [ImportErrorAnswer(line=line, reason=why, detail=detail) for line, why, detail in errors]
    return ImportDetails(**ImportAnswer.model_validate(row).model_dump(), mapping=row.mapping, errors=listed)


@router.post("/imports/{import_id}/cancel")
async def cancel_import(import_id: IdPath, actor: Access, session: SessionDep) -> ImportAnswer:
    """Stop an import; what was handed over stays."""
    row = await imports.cancel_import(session, workspace_id=actor.workspace_id, import_id=import_id)
    return ImportAnswer.model_validate(row)


async def _create_from_file(
    request: Request, actor: Actor, session: SessionDep, engines: EnginesDep
) -> ImportRow:
    async with request.form(max_files=1, max_fields=10) as form:
        upload, file_format, mapping = _upload_of(form)
        blob = imports.new_blob_key(actor.workspace_id)
        # The row first: a wrong mapping is told before the file is copied; both undo together.
        row = await imports.create_import(
            session,
            workspace_id=actor.workspace_id,
            name=str(form.get("name") or upload.filename or "file")[:200].replace("\0", ""),
            file_format=file_format,
            blob=blob,
            mapping=mapping,
            consent_source=str(form.get("consent_source") or "")[:500].replace("\0", ""),
            author=actor.author,
        )
        await engines.blobs.put(blob, _pieces(upload))
    return row


def _upload_of(form: FormData) -> tuple[UploadFile, str, ImportMapping | None]:
    upload = form.get("file")
    if not isinstance(upload, UploadFile):
        raise BadRequestError("file_required", "Send the file as the field `file`")
    given = form.get("mapping")
    mapping = _validate(ImportMapping, str(given).encode()) if given else None
    return upload, str(form.get("format") or "") or guess_format(upload.filename or ""), mapping


async def _pieces(upload: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await upload.read(_CHUNK):
        yield chunk


async def _read_json(request: Request) -> ItemsBody:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_JSON_BYTES:
            raise TooLargeError("import_too_large", "Send more than 20 MB as a file")
    body: ItemsBody = _validate(ItemsBody, bytes(raw))
    return body


def _validate(model: type[BaseModel], raw: bytes) -> Any:  # noqa: ANN401 - an instance of `model`
    try:
        return model.model_validate(msgspec.json.decode(raw))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequestError("not_json", "The body is not JSON") from error
    except ValidationError as error:
        raise invalid_error([{**each, "loc": ("body", *each["loc"])} for each in error.errors()]) from error

"""FastAPI glue: what every router needs. The only file of this room that knows FastAPI.

Errors of all routes leave in the one shape `{"error": {"code", "message", "params", "faults"?}}`
(architecture.md §7).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Annotated, Any

import structlog
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException

from otklik.infra.away import ENGINE_AWAY
from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.infra.translations import RUSSIAN, Language, choose_language, fill
from otklik.kit.errors import AppError, BadRequestError, Fault, InvalidError, UnavailableError

log = structlog.get_logger(__name__)

_CODES_BY_STATUS = {404: "not_found", 405: "method_not_allowed", 406: "not_acceptable"}
_ENGINE_RETRY_S = 5


async def get_engines(request: Request) -> Engines:
    """The engines this application was made with.

    Like everything that routes depend on it is a coroutine, though it waits for nothing: FastAPI would send
    a plain function to a thread and wait for that.
    """
    engines: Engines = request.app.state.engines
    return engines


EnginesDep = Annotated[Engines, Depends(get_engines)]


async def get_session(engines: EnginesDep) -> AsyncIterator[AsyncSession]:
    """One transaction for the request."""
    async with engines.postgres.session() as session:
        yield session


# scope="function": the transaction commits when the route returns, before the answer leaves; a commit that
# fails becomes the answer's error.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]


async def read_language(request: Request) -> Language:
    """Which language the reader of the answer asks for."""
    return choose_language(request.headers.get("accept-language", ""))


LanguageDep = Annotated[Language, Depends(read_language)]


async def end_transaction(session: AsyncSession) -> None:
    """Commit now what the request has done, and give its connection back: the rest of it is a long wait."""
    await session.commit()


def install_error_handlers(app: FastAPI, *, russian: Mapping[str, str]) -> None:
    """Give every failure of the app the one JSON shape; `russian` holds the rooms' texts by error code."""
    app.state.russian = {**RUSSIAN, **russian}
    app.add_exception_handler(AppError, _on_app_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http_error)
    for kind in (ClickHouseError, *ENGINE_AWAY):
        app.add_exception_handler(kind, _on_engine_away)
    app.add_exception_handler(Exception, _on_unexpected)


def error_response(request: Request, error: AppError) -> JSONResponse:
    """The answer for an AppError, its message in the language of the request."""
    params = dict(error.params)
    text = _in_language_of(request, code=error.code, english=error.message)
    body: dict[str, Any] = {"code": error.code, "message": fill(text, params), "params": params}
    if error.faults:
        body["faults"] = [_fault(fault) for fault in error.faults]
    headers = {"Retry-After": str(error.retry_after_s)} if error.retry_after_s is not None else {}
    return JSONResponse({"error": body}, status_code=error.status, headers=headers)


def _in_language_of(request: Request, *, code: str, english: str) -> str:
    if choose_language(request.headers.get("accept-language", "")) == "ru":
        russian: Mapping[str, str] = request.app.state.russian
        return russian.get(code, english)
    return english


def _fault(fault: Fault) -> Mapping[str, Any]:
    shown = {"path": fault.path, "code": fault.code, "message": fault.message}
    return {**shown, "params": dict(fault.params)} if fault.params else shown


async def _on_app_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AppError)  # noqa: S101 - registered for this class alone
    return error_response(request, error)


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    return error_response(request, invalid_error(error.errors()))


def invalid_error(errors: Sequence[Mapping[str, Any]]) -> AppError:
    """422 with a fault for each of pydantic's errors, 400 for no JSON; given values are not repeated."""
    if any(item["type"] == "json_invalid" for item in errors):
        return BadRequestError("not_json", "The body is not JSON")
    faults = [
        Fault(
            path=".".join(str(part) for part in item["loc"][1:]),
            code=str(item["type"]),
            message=str(item["msg"]),
        )
        for item in errors
    ]
    return InvalidError("invalid", "Some values are wrong", faults=faults)


async def _on_http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    code = _CODES_BY_STATUS.get(error.status_code, f"http_{error.status_code}")
    message = _in_language_of(request, code=code, english=str(error.detail))
    body = {"error": {"code": code, "message": message, "params": {}}}
    return JSONResponse(body, status_code=error.status_code, headers=error.headers)


async def _on_engine_away(request: Request, error: Exception) -> JSONResponse:
    log.warning("web.engine_failed", path=request.url.path, error=str(error)[:500], kind=type(error).__name__)
    if isinstance(error, ClickHouseError) and not error.is_retryable:
        return await _on_unexpected(request, error)
    away = UnavailableError(
        "engine_unavailable", "The database does not answer; try again soon", retry_after_s=_ENGINE_RETRY_S
    )
    return error_response(request, away)


async def _on_unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("web.unexpected", path=request.url.path, exc_info=error)
    return error_response(request, AppError("internal", "Something went wrong on our side"))

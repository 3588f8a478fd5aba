"""The web application: the doors first, then the API, then the admin and the widget."""

from collections import ChainMap
from collections.abc import Mapping

from fastapi import APIRouter, FastAPI

from otklik.infra.engines import Engines
from otklik.infra.middleware import BodyLimitMiddleware, RequestMiddleware
from otklik.infra.web import install_error_handlers
from otklik.settings import Settings
from otklik.version import VERSION

API_PREFIX = "/api/v1"
_MB = 1024 * 1024
_MAX_BODY_BYTES = 2 * _MB
_LARGER_BODIES = {"/api/v1/imports": 512 * _MB}

# One line a room.
ROUTERS: tuple[APIRouter, ...] = ()
RUSSIAN_TEXTS: tuple[Mapping[str, str], ...] = ()


def create_app(engines: Engines, settings: Settings) -> FastAPI:
    """The ASGI application of one web process."""
    app = FastAPI(
        title="Otklik",
        version=VERSION,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.engines = engines
    app.state.settings = settings
    install_error_handlers(app, russian=dict(ChainMap(*(dict(texts) for texts in RUSSIAN_TEXTS))))
    for router in ROUTERS:
        app.include_router(router, prefix=API_PREFIX)
    app.add_middleware(BodyLimitMiddleware, max_bytes=_MAX_BODY_BYTES, larger=_LARGER_BODIES)
    app.add_middleware(RequestMiddleware)
    return app

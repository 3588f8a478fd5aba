"""Asks a child over HTTP whether it is well; the standard library is enough (httpx: 15 MB more)."""

import http.client
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

_TIMEOUT_S: Final = 2.0


def answers(url: str) -> bool:
    """Whether a GET is answered with 200 within two seconds."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", parts.path or "/", headers={"Connection": "close"})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

"""What analytics.js asks for beside sending: its settings, and its script."""

from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit

from otklik.intake.door_http import CORS, Answer, json_answer
from otklik.intake.door_keys import Keys
from otklik.kit.errors import NotFoundError

_SETTINGS_PREFIXES: Final = ("/v1/projects/", "/projects/")
_SETTINGS_SUFFIX: Final = "/settings"
_SCRIPT_PREFIX: Final = "/analytics.js/v1/"
_SCRIPT_SUFFIXES: Final = ("/analytics.min.js", "/analytics.js")
_CACHE: Final = (b"cache-control", b"public, max-age=300")
_SCRIPT: Final = (files("otklik.intake") / "analytics.js").read_bytes()


def settings_key(path: str) -> str | None:
    """The write key of a settings path, None when the path is another one."""
    trimmed = path.rstrip("/")
    for prefix in _SETTINGS_PREFIXES:
        if trimmed.startswith(prefix) and trimmed.endswith(_SETTINGS_SUFFIX):
            return trimmed[len(prefix) : -len(_SETTINGS_SUFFIX)]
    return None


def script_key(path: str) -> str | None:
    """The write key of a script path of the copy-paste snippet, None when the path is another one."""
    if not path.startswith(_SCRIPT_PREFIX):
        return None
    for suffix in _SCRIPT_SUFFIXES:
        if path.endswith(suffix):
            return path[len(_SCRIPT_PREFIX) : -len(suffix)]
    return None


async def settings_answer(keys: Keys, key: str, public_url: str) -> Answer:
    """The smallest settings with which analytics.js sends to us and asks for nothing more.

    Any further integration or `remotePlugins` would make it fetch chunks. Raises NotFoundError for an
    unknown key.
    """
    if await keys.get(key) is None:
        raise NotFoundError("unknown_write_key", "The write key is unknown or revoked")
    address = urlsplit(public_url)
    segment = {"apiKey": key, "apiHost": f"{address.netloc}{address.path}/v1", "protocol": address.scheme}
    return json_answer(200, {"integrations": {"Segment.io": segment}}, [*CORS, _CACHE])


def script_answer() -> Answer:
    """Our own small reader of the snippet's queue; the key and the host are taken from its address."""
    headers = [
        (b"content-type", b"text/javascript; charset=utf-8"),
        (b"content-length", str(len(_SCRIPT)).encode()),
        (b"x-content-type-options", b"nosniff"),
        _CACHE,
        *CORS,
    ]
    return Answer(200, _SCRIPT, headers)

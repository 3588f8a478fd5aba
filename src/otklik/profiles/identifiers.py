"""Which identifiers cannot be anybody's: placeholders that broken sites send (intake.md b1, b2)."""

import hashlib
import re
from typing import Final

from otklik.infra.rekeying import PURPOSE
from otklik.infra.secrets import Secrets

MAX_CHARS: Final = 255

_ANY_CASE: Final = frozenset(
    {
        "anonymous",
        "guest",
        "distinctid",
        "distinct_id",
        "id",
        "not_authenticated",
        "email",
        "undefined",
        "true",
        "false",
    }
)
_THIS_CASE: Final = frozenset({"[object Object]", "NaN", "None", "none", "null", "0", "-1"})
_QUOTES: Final = "\"'`"
_ZEROS: Final = re.compile(r"^[0-]*$")


def is_given(value: str | None) -> bool:
    """True when the sender gave an identifier at all: null, "" and absent are alike."""
    return bool(value)


def is_illegal(value: str) -> bool:
    """True for what identifies nobody: placeholders also in quotes, zeros, blanks, over 255 characters."""
    bare = value.strip().strip(_QUOTES).strip()
    return (
        len(value) > MAX_CHARS
        or not bare
        or bare in _THIS_CASE
        or bare.lower() in _ANY_CASE
        or _ZEROS.match(bare) is not None
    )


def hash_identity(secrets: Secrets, workspace_id: int, kind: str, value: str) -> bytes:
    """How an erased identity is remembered: 32 bytes, of this workspace and installation only.

    Keyed, so that a stolen table does not tell whether somebody's address is in it. What is keyed is the hash
    that older releases stored: their rows could be keyed without knowing the value (`infra.rekeying`).
    """
    text = f"otklik-suppression:{workspace_id}:{kind}:{value}"
    return secrets.mac(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), purpose=PURPOSE)

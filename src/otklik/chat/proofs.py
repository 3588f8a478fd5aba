"""Whether a user id is proved: by its hash, as Carrot Quest has it, or by a JWT. Pure.

    auth(user_id, hash)   hash = hex HMAC-SHA256 of the user id under the workspace's User Auth Key
    auth(user_id, jwt)    JWT signed by HS256 with that key, with the claims `user_id` and `exp`

While the key is changed the old one is good, too.
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

import jwt

_ALGORITHMS: Final = ["HS256"]
_LEEWAY_S: Final = 30
MAX_USER_ID: Final = 255


def is_hash_valid(keys: Sequence[str], *, user_id: str, given: str) -> bool:
    """Whether the hash is of this user id under one of the keys."""
    return any(
        hmac.compare_digest(
            hmac.new(key.encode(), user_id.encode("utf-8", "surrogatepass"), hashlib.sha256)
            .hexdigest()
            .encode(),
            given.lower().encode("utf-8", "surrogatepass"),
        )
        for key in keys
    )


def is_jwt_valid(keys: Sequence[str], *, user_id: str, given: str) -> bool:
    """Whether the JWT says this user id, is not over, and is signed with one of the keys."""
    return any(_read_user(key, given) == user_id for key in keys)


def _read_user(key: str, given: str) -> str | None:
    try:
        claims = jwt.decode(
            given, key, algorithms=_ALGORITHMS, leeway=_LEEWAY_S, options={"require": ["exp", "user_id"]}
        )
    except jwt.InvalidTokenError:
        return None
    user_id = claims["user_id"]
    return str(user_id) if isinstance(user_id, str | int) and not isinstance(user_id, bool) else None

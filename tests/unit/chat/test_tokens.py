import base64
import hashlib
import hmac
import time

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.chat import proofs, tokens
from otklik.chat.limits import Bound
from otklik.chat.tokens import PROVED_S, Token
from otklik.infra.secrets import Secrets
from otklik.kit.errors import ThrottledError

KEYS = Secrets(b"k" * 32)
OURS, THEIRS = "o" * 64, "t" * 64
FUTURE = 4_102_444_800


def test_a_token_is_read_back_and_its_proof_ends() -> None:
    token = tokens.with_proof(tokens.make_token(7), 99, now=1_000)
    text = tokens.write_token(KEYS, token)

    assert tokens.read_token(KEYS, text, now=1_000) == token
    later = tokens.read_token(KEYS, text, now=1_000 + PROVED_S)
    assert later == Token(7, token.secret)
    assert later is not None
    assert later.secret_hash == token.secret_hash
    assert Token(8, token.secret).secret_hash != token.secret_hash, (
        "the same bits elsewhere are another browser"
    )


@given(st.integers(0, 55), st.integers(1, 255))
def test_no_byte_of_a_token_can_be_changed(place: int, change: int) -> None:
    raw = bytearray(
        base64.urlsafe_b64decode(tokens.write_token(KEYS, Token(7, b"s" * 16, 99, FUTURE)) + "==")
    )
    raw[place % len(raw)] ^= change

    assert tokens.read_token(KEYS, base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")) is None


@given(st.text(max_size=300))
def test_guessed_tokens_are_nobodys(text: str) -> None:
    assert tokens.read_token(KEYS, text) is None


def test_a_token_of_another_installation_is_nobodys() -> None:
    assert tokens.read_token(Secrets(b"o" * 32), tokens.write_token(KEYS, tokens.make_token(7))) is None


def sign(user_id: str, key: str) -> str:
    return hmac.new(key.encode(), user_id.encode(), hashlib.sha256).hexdigest()


def test_a_hash_proves_its_user_id_under_our_keys() -> None:
    keys = [OURS, "old" * 20]

    assert proofs.is_hash_valid(keys, user_id="u-1", given=sign("u-1", OURS))
    assert proofs.is_hash_valid(keys, user_id="u-1", given=sign("u-1", "old" * 20).upper())
    for wrong in (sign("u-2", OURS), sign("u-1", THEIRS), "", "0" * 64, "я", sign("u-1", OURS)[:-1]):
        assert not proofs.is_hash_valid(keys, user_id="u-1", given=wrong), wrong


def make_jwt(key: str = OURS, algorithm: str = "HS256", **claims: object) -> str:
    return jwt.encode({"user_id": "u-1", "exp": FUTURE, **claims}, key, algorithm=algorithm)


def unsigned(text: str) -> str:
    """The same claims under `alg: none`."""
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    return f"{head}.{text.split('.')[1]}."


def test_a_jwt_proves_its_user_id_while_it_lasts() -> None:
    assert proofs.is_jwt_valid([THEIRS, OURS], user_id="u-1", given=make_jwt())
    assert proofs.is_jwt_valid([OURS], user_id="15", given=make_jwt(user_id=15))


@pytest.mark.parametrize(
    "wrong",
    [
        make_jwt(exp=int(time.time()) - 60),
        make_jwt(key=THEIRS),
        make_jwt(algorithm="HS512"),
        make_jwt(user_id="u-2"),
        make_jwt(user_id=True),
        make_jwt(user_id=["u-1"]),
        make_jwt(nbf=FUTURE - 1),
        jwt.encode({"user_id": "u-1"}, OURS, algorithm="HS256"),
        jwt.encode({"sub": "u-1", "exp": FUTURE}, OURS, algorithm="HS256"),
        unsigned(make_jwt()),
        make_jwt() + "x",
        "",
        "a.b.c",
    ],
)
def test_any_other_jwt_proves_nothing(wrong: str) -> None:
    assert not proofs.is_jwt_valid([OURS], user_id="u-1", given=wrong)


def test_a_bound_lets_a_burst_pass_and_says_when_to_come_back() -> None:
    bound = Bound(burst=3, per_second=0.25)
    for _ in range(3):
        bound.take(1)
    bound.take(2)

    with pytest.raises(ThrottledError) as raised:
        bound.take(1)
    assert raised.value.retry_after_s == 4

"""Sealing for a browser, and who hears of what."""

from base64 import urlsafe_b64decode

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from otklik.infra.secrets import Secrets
from otklik.push import keys, service
from otklik.push.contracts import Notice
from otklik.push.encryption import MAX_BYTES, encrypt, read_point
from otklik.push.schemas import decode

SECRETS = Secrets(b"k" * 32)


def test_the_example_of_rfc_8291() -> None:
    sealed = encrypt(
        b"When I grow up, I want to be a watermelon",
        p256dh=decode(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        auth=decode("BTBZMqHH6r4Tts7J_aSIgg"),
        salt=decode("DGv6ra1nlYgDCS1FRnbzlw"),
        own=ec.derive_private_key(
            int.from_bytes(decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), ec.SECP256R1()
        ),
    )
    assert keys.encode_text(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
        "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_what_cannot_be_sealed_is_refused() -> None:
    point = keys.encode_point(keys.load_key(SECRETS).public_key())
    for data, p256dh in ((b"x" * (MAX_BYTES + 1), point), (b"x", b"\x04" + b"\x01" * 64), (b"x", b"")):
        with pytest.raises(ValueError, match=r".+"):
            encrypt(data, p256dh=p256dh, auth=b"a" * 16)


def test_the_key_follows_from_the_installations_and_signs_for_one_service() -> None:
    told = keys.authorize(
        SECRETS, endpoint="https://push.example:444/a?b", public_url="https://otklik.example", now=1e9
    )
    token, key = (part.partition("=")[2] for part in told.removeprefix("vapid ").split(", "))
    assert key == keys.read_public_key(SECRETS) != keys.read_public_key(Secrets(b"o" * 32))
    public = read_point(urlsafe_b64decode(key + "=" * (-len(key) % 4)))
    claims = jwt.decode(
        token,
        public,
        algorithms=["ES256"],
        audience="https://push.example:444",
        options={"verify_exp": False},
    )
    assert claims == {
        "aud": "https://push.example:444",
        "exp": 10**9 + 43_200,
        "sub": "https://otklik.example",
    }
    assert "mailto:otklik@test" in str(
        jwt.decode(
            keys.authorize(SECRETS, endpoint="https://p.example/", public_url="http://test")
            .split("t=")[1]
            .split(",")[0],
            options={"verify_signature": False},
        )
    )


def test_without_previews_no_word_leaves() -> None:
    notice = Notice("message", "Anna", "my card is 4111", "/inbox/7", "conversation:7")
    hidden = service.make_payload(notice, has_previews=False, language="ru")
    assert "Новое сообщение" in hidden
    assert not any(word in hidden for word in ("Anna", "4111"))
    shown = service.make_payload(notice, has_previews=True, language="ru")
    assert "Anna" in shown
    assert "4111" in shown

from datetime import UTC, datetime, timedelta

import pyotp

from otklik.workspaces import totp

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_a_right_code_tells_its_step_and_half_a_minute_is_forgiven() -> None:
    step = int(NOW.timestamp()) // 30
    code = pyotp.TOTP(SECRET).at(NOW)
    assert totp.find_step(SECRET, code, now=NOW) == step
    assert totp.find_step(SECRET, f"{code[:3]} {code[3:]}", now=NOW + timedelta(seconds=30)) == step
    assert totp.find_step(SECRET, code, now=NOW + timedelta(seconds=90)) is None


def test_a_wrong_code_has_no_step() -> None:
    wrong = str((int(pyotp.TOTP(SECRET).at(NOW)) + 1) % 1_000_000).zfill(6)
    assert totp.find_step(SECRET, wrong, now=NOW) is None
    assert totp.find_step(SECRET, "абвгде", now=NOW) is None


def test_enrolment_shows_the_secret_as_address_and_picture() -> None:
    made = totp.create_enrolment("a@b.example")
    assert made.secret in made.uri
    assert made.uri.startswith("otpauth://totp/Otklik:a%40b.example")
    assert made.svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"')  # else an <img> stays blank


def test_recovery_codes_differ_and_their_writing_does_not_matter() -> None:
    codes = totp.create_recovery_codes()
    assert len(set(codes)) == 10
    assert totp.hash_recovery_code(codes[0].upper().replace("-", " ")) == totp.hash_recovery_code(codes[0])

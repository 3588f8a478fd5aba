"""Identifiers that are derived, never drawn: equal input makes an equal id in every process, on every replay.

All are 63-bit and positive, so that they fit PostgreSQL's bigint and ClickHouse's UInt64. The hash is
cryptographic: browsers choose anonymous ids, and nobody may choose one that lands on another person's id.
"""

from hashlib import blake2b

MASK_63 = (1 << 63) - 1


def derive_id(*parts: str | int) -> int:
    """A positive 63-bit id of `parts`; parts are length-prefixed, so ("ab", "c") and ("a", "bc") differ."""
    text = "".join([f"{len(str(part))}:{part}" for part in parts])
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return (int.from_bytes(digest, "big") & MASK_63) or 1


def derive_person_id(workspace_id: int, kind: str, value: str, generation: int = 0) -> int:
    """The home profile's id of an identity; an erased device comes back under a new `generation`."""
    return derive_id("person", workspace_id, kind, value, generation)


def derive_device_id(workspace_id: int, anonymous_id: str) -> int:
    """The id under which sessions and presence of one browser or app are kept."""
    return derive_id("device", workspace_id, anonymous_id)


def derive_session_id(workspace_id: int, device: int, start_pos: int) -> int:
    """The id of the session of `device` that the event at log position `start_pos` opened."""
    return derive_id("session", workspace_id, device, start_pos)

"""Why an accepted item is not stored; counted, so that accepted = stored + dropped + pending."""

from enum import StrEnum


class Drop(StrEnum):
    """Reasons of the pipeline; profiles adds its own (erased, illegal_id, …)."""

    DUPLICATE = "duplicate"
    HEARTBEAT = "heartbeat"
    IGNORED = "ignored"  # another product's notion that we judge ourselves ($session_start)
    RESERVED = "reserved_name"  # an event that only the pipeline itself may tell
    NOT_REGISTERED = "not_registered"  # the workspace collects registered people only
    DO_NOT_TRACK = "do_not_track"
    NO_CONSENT = "no_consent"
    UNKNOWN_CHANNEL = "unknown_channel"  # a subscription to nothing we know; it is on the reject list
    UNKNOWN_WORKSPACE = "unknown_workspace"  # deleted meanwhile
    UNREADABLE = "unreadable"  # no JSON object; a door lets none through
    POISON = "poison"  # a step failed on this item alone; it is on the reject list

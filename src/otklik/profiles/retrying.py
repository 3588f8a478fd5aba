"""What makes a decision about people be taken again: somebody else was quicker."""

from typing import Final

from psycopg.errors import DeadlockDetected, SerializationFailure

MAX_TRIES: Final = 6


class StaleDecisionError(Exception):
    """Somebody else changed what a decision stood on; it is taken again."""


RETRIED: Final = (StaleDecisionError, SerializationFailure, DeadlockDetected)

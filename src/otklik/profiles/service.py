"""What other rooms may ask of profiles."""

from otklik.profiles.cache import IdentityCache
from otklik.profiles.resolving import resolve_identities
from otklik.profiles.writing import apply_writes

__all__ = ["IdentityCache", "apply_writes", "resolve_identities"]

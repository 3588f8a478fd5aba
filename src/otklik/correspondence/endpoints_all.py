"""All routes and words of the room, for the application to take at once."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter

from otklik.correspondence import endpoints_inbound, endpoints_mails, errors
from otklik.correspondence.answering import endpoints as answering_endpoints
from otklik.correspondence.answering import errors as answering_errors

# Whole names of routes stand before those with a number in their place. One line a part of the room.
ROUTERS: Final[tuple[APIRouter, ...]] = (
    answering_endpoints.router,
    endpoints_inbound.router,
    endpoints_mails.router,
)
RUSSIAN: Final[tuple[Mapping[str, str], ...]] = (answering_errors.RUSSIAN, errors.RUSSIAN)

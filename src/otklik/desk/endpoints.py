"""All routes of the room; the composition includes them under /api/v1."""

from fastapi import APIRouter

from otklik.desk import (
    endpoints_changes,
    endpoints_lists,
    endpoints_moving,
    endpoints_replies,
    endpoints_search,
    endpoints_talk,
    endpoints_team,
)
from otklik.desk.statistics import endpoints as endpoints_statistics

router = APIRouter()
for _part in (
    endpoints_talk,  # first: every message and every look at one asks for it
    endpoints_lists,
    endpoints_search,
    endpoints_changes,
    endpoints_team,
    endpoints_replies,
    endpoints_moving,
    endpoints_statistics,
):
    router.include_router(_part.router)

"""All routes of the room; the composition includes them under /api/v1."""

from fastapi import APIRouter

from otklik.events import endpoints_events, endpoints_live

router = APIRouter()
for _part in (endpoints_events, endpoints_live):
    router.include_router(_part.router)

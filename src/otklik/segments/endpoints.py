"""All routes of the room; the composition includes them under /api/v1."""

from fastapi import APIRouter

from otklik.segments import endpoints_segments

router = APIRouter()
for _part in (endpoints_segments,):
    router.include_router(_part.router)

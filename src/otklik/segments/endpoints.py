"""All routes of the room; the composition includes them under /api/v1."""

from fastapi import APIRouter

from otklik.segments import (
    endpoints_asking,
    endpoints_computed,
    endpoints_past,
    endpoints_people,
    endpoints_segments,
)

router = APIRouter()
# Those with a word in the path stand before those with an id there.
for _part in (
    endpoints_people,
    endpoints_computed,
    endpoints_asking,
    endpoints_past,
    endpoints_segments,
):
    router.include_router(_part.router)

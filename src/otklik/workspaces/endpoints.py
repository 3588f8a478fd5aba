"""All routes of the room; the composition includes them under /api/v1."""

from fastapi import APIRouter

from otklik.workspaces import (
    endpoints_keys,
    endpoints_me,
    endpoints_session,
    endpoints_team,
    endpoints_workspace,
)

router = APIRouter()
for _part in (endpoints_session, endpoints_me, endpoints_workspace, endpoints_team, endpoints_keys):
    router.include_router(_part.router)

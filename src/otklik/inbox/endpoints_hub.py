"""The hub of this web process, for routes."""

from typing import Annotated

from fastapi import Depends, Request

from otklik.inbox.hub import Hub


async def get_hub(request: Request) -> Hub:
    """The hub that the composition made."""
    hub: Hub = request.app.state.hub
    return hub


HubDep = Annotated[Hub, Depends(get_hub)]

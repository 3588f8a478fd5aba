import pytest

from otklik.infra.engines import Engines
from otklik.intake.pipeline.testing import Pump
from otklik.workspaces import service as workspaces


@pytest.fixture
async def pump(engines: Engines) -> Pump:
    made = await workspaces.create_workspace_with_owner(
        engines, name="Shop", email="owner@example.com", password="correct horse battery"
    )
    return await Pump.open(engines, made.workspace_id)

"""Operators who talk over HTTP: what they read, write and decide."""

from tests.conftest import MakeWorkspace
from tests.integration.desk.asking import Desk


async def test_an_operator_reads_answers_and_closes(make_workspace: MakeWorkspace) -> None:
    desk = await Desk.make(make_workspace)
    first = await desk.visitor_says("Where is my order?")
    page = (await desk.anna.get("/api/v1/inbox/conversations")).json()
    assert [(row["id"], row["preview"], row["is_unread"]) for row in page["items"]] == [
        (first, "Where is my order?", True)
    ]
    assert page["counts"] == {"mine": 0, "unassigned": 1, "mentions": 0, "open": 1}

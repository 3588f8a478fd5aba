"""Inbox: conversations, parts, read marks.

Revision ID: 0013
"""

from pathlib import Path

from alembic import op

revision = "0013"
down_revision: str | None = "0011"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(
        Path(__file__).with_name("0013_inbox.sql").read_text(encoding="utf-8")
    )

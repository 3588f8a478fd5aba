"""Inbox: conversations, parts, read marks.

Revision ID: 0014
"""

from pathlib import Path

from alembic import op

revision = "0014"
down_revision: str | None = "0013"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0014_inbox.sql").read_text(encoding="utf-8"))

"""Workspaces: the journal of deletions.

Revision ID: 0004
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(
        Path(__file__).with_name("0004_workspace_deletions.sql").read_text(encoding="utf-8")
    )

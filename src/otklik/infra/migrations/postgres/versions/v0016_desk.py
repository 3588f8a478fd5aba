"""Desk: search, drafts, mentions, saved replies; what is merged and split.

Revision ID: 0016
"""

from pathlib import Path

from alembic import op

revision = "0016"
down_revision: str | None = "0015"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0016_desk.sql").read_text(encoding="utf-8"))

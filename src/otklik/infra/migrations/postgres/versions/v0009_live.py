"""Segments: members, when to look again, progress, counts.

Revision ID: 0009
"""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0009_live.sql").read_text(encoding="utf-8"))

"""Segments and their folders.

Revision ID: 0008
"""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0008_segments.sql").read_text(encoding="utf-8"))

"""Segments that were deleted and may come back.

Revision ID: 0011
"""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision: str | None = "0010"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(
        Path(__file__).with_name("0011_deleted_segments.sql").read_text(encoding="utf-8")
    )

"""Blocks of letters that are kept.

Revision ID: 0037
"""

from pathlib import Path

from alembic import op

revision = "0037"
down_revision: str | None = "0038"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(
        Path(__file__).with_name("0037_letter_blocks.sql").read_text(encoding="utf-8")
    )

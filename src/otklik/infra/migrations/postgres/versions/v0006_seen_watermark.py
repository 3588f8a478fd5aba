"""Intake: which batch brought message ids to ClickHouse last.

Revision ID: 0006
"""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(
        Path(__file__).with_name("0006_seen_watermark.sql").read_text(encoding="utf-8")
    )

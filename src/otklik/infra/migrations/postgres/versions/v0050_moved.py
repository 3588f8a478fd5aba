"""When an operator last moved outlives his line.

Revision ID: 0050
"""

from pathlib import Path

from alembic import op

revision = "0050"
down_revision: str | None = "0052"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0050_moved.sql").read_text(encoding="utf-8"))

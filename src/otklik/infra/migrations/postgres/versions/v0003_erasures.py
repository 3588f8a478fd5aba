"""Profiles: what an erasure looks for.

Revision ID: 0003
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0003_erasures.sql").read_text(encoding="utf-8"))

"""Scenarios: versions, runs, who entered, the log of steps.

Revision ID: 0020
"""

from pathlib import Path

from alembic import op

revision = "0020"
down_revision: str | None = "0023"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0020_scenarios.sql").read_text(encoding="utf-8"))

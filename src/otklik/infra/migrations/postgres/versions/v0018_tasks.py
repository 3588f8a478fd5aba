"""Tasks of the team, and when to remind of them.

Revision ID: 0018
"""

from pathlib import Path

from alembic import op

revision = "0018"
down_revision: str | None = "0017"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0018_tasks.sql").read_text(encoding="utf-8"))

"""Rules of work: teams, limits, what goes back to the queue and when.

Revision ID: 0017
"""

from pathlib import Path

from alembic import op

revision = "0017"
down_revision: str | None = "0016"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0017_routing.sql").read_text(encoding="utf-8"))

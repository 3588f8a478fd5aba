"""Foundation: workspaces, people, intake, events.

Revision ID: 0001
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0001_foundation.sql").read_text(encoding="utf-8"))

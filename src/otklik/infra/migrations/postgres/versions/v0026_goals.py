"""Goals of scenarios, and which of them were told.

Revision ID: 0026
"""

from pathlib import Path

from alembic import op

revision = "0026"
down_revision: str | None = "0024"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0026_goals.sql").read_text(encoding="utf-8"))

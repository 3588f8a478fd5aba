"""Who may have to leave a scenario by its condition, and what the watch was told.

Revision ID: 0046
"""

from pathlib import Path

from alembic import op

revision = "0046"
down_revision: str | None = "0044"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0046_leaving.sql").read_text(encoding="utf-8"))

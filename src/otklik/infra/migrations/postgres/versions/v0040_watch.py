"""Watch: what left its usual range, and who does not want to hear of it.

Revision ID: 0040
"""

from pathlib import Path

from alembic import op

revision = "0040"
down_revision: str | None = "0036"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0040_watch.sql").read_text(encoding="utf-8"))

"""Values that follow from conditions: scoring, stages, RFM.

Revision ID: 0012
"""

from pathlib import Path

from alembic import op

revision = "0012"
down_revision: str | None = "0011"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0012_computed.sql").read_text(encoding="utf-8"))

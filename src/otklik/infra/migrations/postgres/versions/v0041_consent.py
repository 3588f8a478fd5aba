"""Consent by mail: what people choose, what they confirm, hosts of a workspace's own in letters.

Revision ID: 0041
"""

from pathlib import Path

from alembic import op

revision = "0041"
down_revision: str | None = "0046"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0041_consent.sql").read_text(encoding="utf-8"))

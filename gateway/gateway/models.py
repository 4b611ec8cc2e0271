"""Tables of the gateway."""

from chassis import db, tables
from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    SmallInteger,
    Table,
    Text,
)

METADATA = db.metadata()
TABLES = tables.declare(METADATA)

CLIENT = Table(
    "client",
    METADATA,
    Column("client_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("secret_hash", Text, nullable=False),
    Column("org", Text, nullable=False),
    Column("org_kind", Text, nullable=False),
    Column("region", Text),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("disabled_at", DateTime(timezone=True)),
    Column("failed_attempts", SmallInteger, nullable=False, server_default="0"),
    Column("locked_until", DateTime(timezone=True)),
    CheckConstraint("org_kind <> 'branch' OR region IS NOT NULL", name="branch_has_region"),
)

REVOKED_TOKEN = Table(
    "revoked_token",
    METADATA,
    Column("jti", Text, primary_key=True),
    Column("client_id", Text, nullable=False),
    Column("revoked_at", DateTime(timezone=True), nullable=False),
    # a token past its end is refused by its date, so its row is swept by the next revocation
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    ForeignKeyConstraint(["client_id"], ["client.client_id"]),
)

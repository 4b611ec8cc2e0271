"""The raw peer's SQL."""

_SHOWN = (
    "id, case_number, owner_org, source, source_id, state, version, seq, outcome, screening_id, county, industry, "
    "openings, seats_taken, source_facts, attested_facts, published_on, created_at, updated_at"
)
OWN = f"SELECT {_SHOWN} FROM vacancy WHERE id = $1 AND owner_org = $2"
LOCKED = f"SELECT {_SHOWN} FROM vacancy WHERE id = $1 FOR UPDATE"
PUBLISH = f"""
    UPDATE vacancy SET state = 'published', version = version + 1, seq = seq + 1,
        published_on = coalesce(published_on, $2), updated_at = $3
    WHERE id = $1 RETURNING {_SHOWN}
"""
BY_SOURCE = f"SELECT {_SHOWN} FROM vacancy WHERE owner_org = $1 AND source = $2 AND source_id = $3 FOR UPDATE"
NEXT_NUMBER = "SELECT nextval('vacancy_case_number')"
SUBMIT = f"""
    INSERT INTO vacancy (id, case_number, owner_org, source, source_id, state, version, seq, source_facts,
        attested_facts, content_hash, county, industry, openings, title, employer_name, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, 'submitted', 1, 0, $6, '{{}}', $7, $8, $9, $10, $11, $12, $13, $13)
    RETURNING {_SHOWN}
"""
CHANGE = """
    INSERT INTO change (resource, resource_id, version, operation, owner_org, county, at)
    VALUES ('vacancy', $1, $2, 'upsert', $3, $4, $5)
"""
EVENT = """
    INSERT INTO outbox (event_id, topic, event_type, aggregate_id, sequence, bucket, headers, value, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
CLAIM = """
    SELECT pg_try_advisory_xact_lock($1) AS locked, stored.status, stored.headers, stored.body
    FROM (VALUES (1)) AS one (n) LEFT JOIN idempotency AS stored ON stored.client_id = $2 AND stored.key = $3
"""
STORE = """
    INSERT INTO idempotency (client_id, key, fingerprint, status, headers, body, stored_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
"""

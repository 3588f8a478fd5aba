-- Not a numbered migration: run at every start on a server that knows our user, see infra/migrate.py.
CREATE OR REPLACE DICTIONARY redirect (
    workspace_id UInt32,
    src          UInt64,
    dst          UInt64
) PRIMARY KEY workspace_id, src
SOURCE(CLICKHOUSE(USER '{user}' PASSWORD '{password}' QUERY 'SELECT workspace_id, src, argMax(dst, version) AS dst FROM {database}.redirects GROUP BY workspace_id, src HAVING dst != src'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(0);

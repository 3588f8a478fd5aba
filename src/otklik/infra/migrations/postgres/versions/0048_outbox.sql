-- What the API and the worker change in people, until the sender makes a batch of it (docs/adr/0003).
CREATE TABLE outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    rows       jsonb NOT NULL,                -- {table: rows}
    summary    bytea NOT NULL,                -- what the reactors need (msgpack)
    bodies     bytea NOT NULL                 -- msgpack {table: JSONEachRow}, each row's batch 0
);

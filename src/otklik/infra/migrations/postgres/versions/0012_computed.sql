-- Values that follow from conditions: scoring ($score), lifecycle stages ($stage), RFM ($rfm).
-- Each is made of parts, hidden segments whose members the follower keeps (docs/adr/0009-computed-properties.md).
CREATE TABLE computed_properties (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id  bigint NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    kind          text NOT NULL CHECK (kind IN ('score', 'stage', 'rfm')),
    definition    jsonb NOT NULL,                 -- as the member wrote it
    version       bigint NOT NULL DEFAULT 1,      -- grows whenever what it means is edited
    -- preparing: members of parts are written down; settling: everybody's value is written where it differs;
    -- clearing: values are unset after it was switched off
    status        text NOT NULL DEFAULT 'off' CHECK (status IN ('off', 'preparing', 'settling', 'live', 'clearing')),
    settled_to    bigint NOT NULL DEFAULT 0,      -- people up to this id have their value
    is_announcing boolean NOT NULL DEFAULT false, -- tells who is at a level already when it settles
    created_by    bigint REFERENCES members ON DELETE SET NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    UNIQUE (workspace_id, kind)
);
CREATE INDEX computed_properties_created_by ON computed_properties (created_by);

ALTER TABLE segments
    ADD COLUMN computed_id bigint REFERENCES computed_properties ON DELETE CASCADE, -- a part, shown nowhere
    ADD COLUMN part jsonb,                                                          -- what being in it gives
    ADD COLUMN reads_computed boolean NOT NULL GENERATED ALWAYS AS (
        filter::text ~ '"\$(score|stage|rfm|rfm_group|score_reached)["\\.]') STORED;
CREATE INDEX segments_computed ON segments (computed_id) WHERE computed_id IS NOT NULL;

-- The last value written on each home profile: of a merged person the one written last rules, as on his card.
CREATE TABLE computed_values (
    workspace_id bigint NOT NULL,
    person       bigint NOT NULL,
    computed_id  bigint NOT NULL REFERENCES computed_properties ON DELETE CASCADE,
    value        jsonb  NOT NULL,
    at_ms        bigint NOT NULL,
    pos          bigint NOT NULL,
    PRIMARY KEY (workspace_id, person, computed_id)
) WITH (fillfactor = 80);
CREATE INDEX computed_values_computed ON computed_values (computed_id, person);

-- Messaging: the one ledger of what is said to people (docs/adr/0013-one-ledger-of-sends.md).
CREATE TABLE message_contents (                -- what is said; never changed
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    channel         text        NOT NULL,
    hash            bytea       NOT NULL,      -- of channel and content: the same content is the same row
    content         jsonb       NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX message_contents_hash ON message_contents (workspace_id, hash);

CREATE TABLE sends (                           -- one recipient, message and run
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    unique_key      text        NOT NULL,      -- of the planner: planned again it is the same send
    scenario_id     bigint,
    version_id      bigint,
    node            text        NOT NULL DEFAULT '',
    run_id          bigint,
    profile_id      bigint      NOT NULL,      -- home of the person
    channel         text        NOT NULL,
    content_id      bigint      NOT NULL,
    purpose         text        NOT NULL,      -- marketing | product
    kind            text        NOT NULL,      -- promotional | transactional
    topic           text        NOT NULL DEFAULT '',
    priority        smallint    NOT NULL DEFAULT 0, -- of two due at once the higher goes first
    lane            smallint    NOT NULL,      -- 0 transactional, 1 triggered, 2 bulk
    arm             text,                      -- of an experiment
    control_share   real        NOT NULL DEFAULT 0, -- of the scenario's control group
    address_group   text        NOT NULL DEFAULT '', -- '' or a group in which an address gets one
    cause_send_id   bigint,                    -- the send whose event triggered this one
    state           text        NOT NULL DEFAULT 'planned', -- planned | ready | claimed | sent | skipped | failed | unknown
    reason          text        NOT NULL DEFAULT '',
    address         text,                      -- where it goes, as decided
    planned_at      timestamptz NOT NULL,
    release_at      timestamptz NOT NULL,      -- when it is looked at next; the year 9999: parked by a pause
    expires_at      timestamptz,
    released_at     timestamptz,               -- let go: counts against caps from then on
    claimed_at      timestamptz,
    claimed_by      text,
    lease_until     timestamptz,
    sent_at         timestamptz,
    delivered_at    timestamptz,
    shown_at        timestamptz,
    read_at         timestamptz,
    clicked_at      timestamptz,
    replied_at      timestamptz,
    closed_at       timestamptz,
    unsubscribed_at timestamptz,
    complained_at   timestamptz,
    bounced_at      timestamptz,
    attempts        integer     NOT NULL DEFAULT 0, -- claims so far; a result counts for its own claim
    error           text        NOT NULL DEFAULT '',
    external_id     text,                      -- of the far side: a task's id, a provider's message id
    journal         jsonb       NOT NULL DEFAULT '[]', -- delays and repeats: [{at, what, until?, …}]
    variables       jsonb       NOT NULL DEFAULT '{}'  -- what only this send knows: its event, small
);
CREATE UNIQUE INDEX sends_key ON sends (workspace_id, unique_key);
CREATE INDEX sends_planned ON sends (lane, release_at, id) WHERE state = 'planned';
CREATE INDEX sends_ready ON sends (channel, release_at, id) WHERE state = 'ready';
CREATE INDEX sends_leases ON sends (lease_until) WHERE state = 'claimed';
CREATE INDEX sends_expiring ON sends (expires_at) WHERE expires_at IS NOT NULL AND state IN ('planned', 'ready');
CREATE INDEX sends_person ON sends (workspace_id, profile_id, id);
CREATE INDEX sends_released ON sends (workspace_id, profile_id, released_at) WHERE released_at IS NOT NULL;
CREATE INDEX sends_address ON sends (workspace_id, address, released_at) WHERE address IS NOT NULL AND released_at IS NOT NULL;
CREATE INDEX sends_group ON sends (workspace_id, address_group, address)
    WHERE address_group <> '' AND address IS NOT NULL AND released_at IS NOT NULL;
CREATE INDEX sends_scenario ON sends (workspace_id, scenario_id, state, id) WHERE scenario_id IS NOT NULL;
CREATE INDEX sends_run ON sends (workspace_id, run_id) WHERE run_id IS NOT NULL AND state IN ('planned', 'ready');

CREATE TABLE send_locks (                      -- whom a worker is deciding upon: nothing but a lock
    workspace_id    bigint      NOT NULL,
    subject         bigint      NOT NULL,      -- root of a person, or hash of an address
    PRIMARY KEY (workspace_id, subject)
);

CREATE TABLE send_holds (                      -- scenarios whose sends do not leave
    workspace_id    bigint      NOT NULL,
    scenario_id     bigint      NOT NULL,
    what            text        NOT NULL,      -- pause | stop | resume: what is parked comes back
    up_to_id        bigint      NOT NULL,      -- of a stop: the last send it concerns; else 0
    reason          text        NOT NULL DEFAULT '',
    at              timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, scenario_id, what)
);

CREATE TABLE control_assignments (             -- who is in which arm; of several homes the oldest word rules
    workspace_id    bigint      NOT NULL,
    scenario_id     bigint      NOT NULL,      -- 0: the global group
    profile_id      bigint      NOT NULL,      -- root when it was drawn
    is_control      boolean     NOT NULL,
    at              timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, scenario_id, profile_id)
);
CREATE INDEX control_assignments_person ON control_assignments (workspace_id, profile_id);

CREATE TABLE suppressed_addresses (            -- addresses that nothing more goes to
    workspace_id    bigint      NOT NULL,
    channel         text        NOT NULL,
    address_hash    bytea       NOT NULL,      -- keyed: it stays when the person is erased
    reason          text        NOT NULL,      -- bounced | complained
    at              timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, channel, address_hash)
);

CREATE TABLE messaging_settings (
    workspace_id    bigint      PRIMARY KEY,
    settings        jsonb       NOT NULL
);

ALTER TABLE mailbox ADD COLUMN send_id bigint; -- of a letter to a person
CREATE INDEX mailbox_send ON mailbox (workspace_id, send_id) WHERE send_id IS NOT NULL;

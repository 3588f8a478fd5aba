-- Letters out: addresses that nothing goes to and why, the pace of domains, how sending goes, the API's letters
-- (docs/adr/0026-letters-out.md).
ALTER TABLE suppressed_addresses
    ADD COLUMN address text,                       -- in clear until its owner is erased
    ADD COLUMN code    text   NOT NULL DEFAULT '', -- enhanced status (RFC 3463)
    ADD COLUMN said    text   NOT NULL DEFAULT '', -- words of the far side
    ADD COLUMN send_id bigint,                     -- by which
    ADD COLUMN source  text   NOT NULL DEFAULT 'mail', -- mail | smtp | api | a provider
    ADD COLUMN author  text   NOT NULL DEFAULT ''; -- who typed it in
CREATE INDEX suppressed_addresses_at ON suppressed_addresses (workspace_id, at DESC, address_hash);

CREATE TABLE mail_failures (                   -- passing failures of an address, a row a day
    workspace_id    bigint      NOT NULL,
    address_hash    bytea       NOT NULL,
    day             date        NOT NULL,
    count           integer     NOT NULL,
    PRIMARY KEY (workspace_id, address_hash, day)
);

CREATE TABLE mail_reports (                    -- reports that were told: a repeat changes nothing
    workspace_id    bigint      NOT NULL,
    send_id         bigint      NOT NULL REFERENCES sends (id) ON DELETE CASCADE,
    kind            text        NOT NULL,      -- failed | delayed | delivered | complained
    code            text        NOT NULL,
    day             date        NOT NULL,
    PRIMARY KEY (send_id, kind, code, day)
);

CREATE TABLE mail_counts (                     -- what became of letters, by the hour
    workspace_id     bigint      NOT NULL,
    hour             timestamptz NOT NULL,
    from_domain      text        NOT NULL,
    to_domain        text        NOT NULL,
    sent             integer     NOT NULL DEFAULT 0,
    deferred         integer     NOT NULL DEFAULT 0,
    refused          integer     NOT NULL DEFAULT 0,
    bounced          integer     NOT NULL DEFAULT 0,
    complained       integer     NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, hour, from_domain, to_domain)
);

CREATE TABLE mail_paces (                      -- how quickly domains of recipients take letters
    workspace_id    bigint      NOT NULL,
    domain          text        NOT NULL,
    next_at         timestamptz NOT NULL,      -- the next free moment
    failures        integer     NOT NULL DEFAULT 0, -- deferrals in turn
    held_until      timestamptz,               -- no mailing's letter goes there before
    said            text        NOT NULL DEFAULT '',
    said_at         timestamptz,
    PRIMARY KEY (workspace_id, domain)
);

CREATE TABLE mail_days (                       -- places given away on days of a warm-up
    workspace_id    bigint      NOT NULL,
    domain          text        NOT NULL,      -- of the sender
    day             date        NOT NULL,      -- in the workspace's zone
    given           integer     NOT NULL,
    PRIMARY KEY (workspace_id, domain, day)
);

CREATE TABLE mail_standings (                  -- how a scenario's letters are taken
    workspace_id    bigint      NOT NULL,
    scenario_id     bigint      NOT NULL,
    sent            bigint      NOT NULL DEFAULT 0,
    bounced         bigint      NOT NULL DEFAULT 0,
    complained      bigint      NOT NULL DEFAULT 0,
    state           text        NOT NULL DEFAULT 'good', -- good | slow | paused
    why             text        NOT NULL DEFAULT '', -- bounces | complaints
    changed_at      timestamptz,
    is_told         boolean     NOT NULL DEFAULT true, -- the scenario's room knows of a pause
    forgiven_sent   bigint      NOT NULL DEFAULT 0, -- counts when a person let it go on
    forgiven_bounced bigint     NOT NULL DEFAULT 0,
    forgiven_complained bigint  NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, scenario_id)
);

CREATE TABLE mail_settings (
    workspace_id    bigint      PRIMARY KEY,
    settings        jsonb       NOT NULL
);

CREATE TABLE message_requests (                -- letters that the API asked for, by its key
    workspace_id    bigint      NOT NULL,
    key             text        NOT NULL,
    digest          bytea       NOT NULL,      -- of the body
    send_id         bigint      NOT NULL REFERENCES sends (id) ON DELETE CASCADE,
    at              timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, key)
);
CREATE INDEX message_requests_send ON message_requests (send_id);

CREATE TABLE send_files (                      -- files of one send; gone a week after it left
    workspace_id    bigint      NOT NULL,
    send_id         bigint      NOT NULL REFERENCES sends (id) ON DELETE CASCADE,
    number          smallint    NOT NULL,
    name            text        NOT NULL,
    type            text        NOT NULL,
    content_id      text,                      -- shown in the text as cid:…
    data            bytea       NOT NULL,
    PRIMARY KEY (send_id, number)
);
CREATE INDEX send_files_workspace ON send_files (workspace_id);

-- gate: what a ready send has been given already (1: a day of the warm-up, 2: a moment of the pace).
ALTER TABLE sends ADD COLUMN gate smallint NOT NULL DEFAULT 0;
DROP INDEX sends_ready;
CREATE INDEX sends_ready ON sends (channel, lane, release_at, id) WHERE state = 'ready';

-- Foundation: workspaces, people, intake. Names follow docs/reference/glossary.md.

-- workspaces -----------------------------------------------------------------------------------
CREATE TABLE workspaces (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name            text NOT NULL,
    time_zone       text NOT NULL DEFAULT 'Europe/Moscow',
    currency        text NOT NULL DEFAULT 'RUB',
    phone_region    text NOT NULL DEFAULT 'RU',
    language        text NOT NULL DEFAULT 'ru',
    allowed_domains text[] NOT NULL DEFAULT '{}',
    settings        jsonb NOT NULL DEFAULT '{}',
    auth_key        bytea NOT NULL,           -- User Auth Key of auth(user_id, hmac), encrypted
    is_demo         boolean NOT NULL DEFAULT false,
    created_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE members (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email           text NOT NULL,
    name            text NOT NULL DEFAULT '',
    password_hash   text NOT NULL,
    language        text NOT NULL DEFAULT 'ru',
    totp_secret     bytea,                    -- encrypted; NULL = two-factor off
    totp_last_step  bigint NOT NULL DEFAULT 0, -- a code works once
    recovery_hashes bytea[] NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX members_email ON members (lower(email));

CREATE TABLE memberships (
    workspace_id bigint NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    member_id    bigint NOT NULL REFERENCES members ON DELETE CASCADE,
    role         text NOT NULL CHECK (role IN ('owner', 'admin', 'marketer', 'operator', 'viewer')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, member_id)
);
CREATE INDEX memberships_member ON memberships (member_id);

CREATE TABLE invitations (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    email        text NOT NULL,
    role         text NOT NULL CHECK (role IN ('admin', 'marketer', 'operator', 'viewer')),
    token_hash   bytea NOT NULL UNIQUE,
    invited_by   bigint REFERENCES members ON DELETE SET NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    accepted_at  timestamptz
);
CREATE UNIQUE INDEX invitations_open ON invitations (workspace_id, lower(email)) WHERE accepted_at IS NULL;

CREATE TABLE password_resets (
    token_hash bytea PRIMARY KEY,
    member_id  bigint NOT NULL REFERENCES members ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

CREATE TABLE sign_ins (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash   bytea NOT NULL UNIQUE,
    member_id    bigint NOT NULL REFERENCES members ON DELETE CASCADE,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    ip           text NOT NULL DEFAULT '',
    user_agent   text NOT NULL DEFAULT '',
    awaits_totp  boolean NOT NULL DEFAULT false
);
CREATE INDEX sign_ins_member ON sign_ins (member_id);

CREATE TABLE throttle (                       -- failed tries by key ("email:…", "ip:…")
    key       text PRIMARY KEY,
    failures  integer NOT NULL,
    since     timestamptz NOT NULL,
    locked_until timestamptz
);

CREATE TABLE write_keys (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    key          text NOT NULL UNIQUE,        -- public
    name         text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    first_event_at timestamptz,               -- turns the Install page green
    revoked_at   timestamptz
);
CREATE INDEX write_keys_workspace ON write_keys (workspace_id);

CREATE TABLE api_tokens (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    token_hash   bytea NOT NULL UNIQUE,
    hint         text NOT NULL,               -- the last characters, to tell tokens apart
    name         text NOT NULL DEFAULT '',
    role         text NOT NULL DEFAULT 'admin' CHECK (role IN ('admin', 'marketer', 'operator', 'viewer')),
    created_by   bigint REFERENCES members ON DELETE SET NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    revoked_at   timestamptz
);
CREATE INDEX api_tokens_workspace ON api_tokens (workspace_id);

CREATE TABLE audit_log (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint REFERENCES workspaces ON DELETE CASCADE,
    actor_kind   text NOT NULL,               -- member | token | system
    actor_id     bigint,
    actor_name   text NOT NULL DEFAULT '',
    action       text NOT NULL,               -- e.g. member.invited, profile.erased, people.exported
    target       text NOT NULL DEFAULT '',
    details      jsonb NOT NULL DEFAULT '{}',
    ip           text NOT NULL DEFAULT '',
    at           timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_log_workspace ON audit_log (workspace_id, id DESC);

CREATE TABLE mailbox (                        -- letters captured until SMTP is set
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint REFERENCES workspaces ON DELETE CASCADE,
    sender       text NOT NULL,
    recipient    text NOT NULL,
    subject      text NOT NULL,
    body_text    text NOT NULL,
    body_html    text,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX mailbox_workspace ON mailbox (workspace_id, id DESC);

-- profiles -------------------------------------------------------------------------------------
-- A person id is derived from the identity that brought him (63 bits). Events and property writes keep the
-- id of their own ("home") profile for ever; root_id points to the survivor of all merges (path-compressed).
CREATE TABLE profiles (
    workspace_id bigint NOT NULL,
    id           bigint NOT NULL,
    root_id      bigint NOT NULL,
    version      bigint NOT NULL DEFAULT 1,   -- grows with every change of the card or its root; never reset
    created_at   timestamptz NOT NULL,        -- first moment known (event time)
    user_id      text,                        -- of this home profile; a cluster holds one at most
    writes       jsonb NOT NULL DEFAULT '{}', -- own property writes, folded (see profiles/properties.py)
    properties   jsonb NOT NULL DEFAULT '{}', -- effective values of the whole cluster; kept on the root
    stamps       jsonb NOT NULL DEFAULT '{}', -- {property: [event time ms, log position, source]} of the effective values
    name         text GENERATED ALWAYS AS (properties ->> '$name') STORED,
    email        text GENERATED ALWAYS AS (lower(properties ->> '$email')) STORED,
    phone        text GENERATED ALWAYS AS (regexp_replace(properties ->> '$phone', '[^0-9]', '', 'g')) STORED,
    updated_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX profiles_members ON profiles (workspace_id, root_id) WHERE root_id <> id;
CREATE INDEX profiles_email ON profiles (workspace_id, email) WHERE email IS NOT NULL;
CREATE INDEX profiles_phone ON profiles (workspace_id, reverse(phone) text_pattern_ops) WHERE phone IS NOT NULL;
CREATE INDEX profiles_name ON profiles (workspace_id, lower(name) text_pattern_ops) WHERE name IS NOT NULL;

CREATE TABLE identities (
    workspace_id bigint NOT NULL,
    kind         text NOT NULL,               -- anonymous_id | user_id | email | phone (proved)
    value        text NOT NULL,
    profile_id   bigint NOT NULL,             -- the home profile
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, kind, value)
);
CREATE INDEX identities_profile ON identities (workspace_id, profile_id);

CREATE TABLE merges (                         -- journal: who, when, why; undone or not
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL,
    src          bigint NOT NULL,             -- root that gave way
    dst          bigint NOT NULL,             -- root that survived
    members      bigint[] NOT NULL,           -- home profiles that moved with src
    reason       text NOT NULL,               -- identify | alias | manual | proved_email | …
    position     bigint,                      -- log position of the event that caused it
    actor        text NOT NULL DEFAULT '',
    at           timestamptz NOT NULL,
    undone_at    timestamptz,
    undone_by    text
);
CREATE INDEX merges_workspace ON merges (workspace_id, id DESC);
CREATE UNIQUE INDEX merges_once ON merges (workspace_id, src, dst) WHERE undone_at IS NULL;

CREATE TABLE merge_refusals (                 -- one device, two users; illegal ids; caps
    workspace_id bigint NOT NULL,
    id           bigint GENERATED ALWAYS AS IDENTITY,
    reason       text NOT NULL,
    detail       jsonb NOT NULL,
    position     bigint,
    at           timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE identity_epochs (                -- grows when the API merges, splits or erases: the pipeline drops its cache
    workspace_id bigint PRIMARY KEY,
    epoch        bigint NOT NULL DEFAULT 1
);

CREATE TABLE suppressions (                   -- identities of the erased, hashed; devices get a new generation
    workspace_id bigint NOT NULL,
    kind         text NOT NULL,
    value_hash   bytea NOT NULL,
    generation   integer NOT NULL DEFAULT 1,
    is_blocked   boolean NOT NULL DEFAULT true,  -- true: events that name it are dropped; false: only those before `at`
    at           timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, kind, value_hash)
);

CREATE TABLE erasures (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL,
    profile_id   bigint NOT NULL,
    members      bigint[] NOT NULL,
    status       text NOT NULL DEFAULT 'pending',  -- pending | running | verified
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT now(),
    verified_at  timestamptz,
    proof        jsonb NOT NULL DEFAULT '{}'       -- survivors counted per store: all zero
);

CREATE TABLE consents (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL,
    profile_id   bigint NOT NULL,
    kind         text NOT NULL,               -- processing | advertising | tracking
    is_given     boolean NOT NULL,
    text         text NOT NULL DEFAULT '',
    text_version text NOT NULL DEFAULT '',
    url          text NOT NULL DEFAULT '',
    ip           text NOT NULL DEFAULT '',
    position     bigint NOT NULL,
    at           timestamptz NOT NULL,
    UNIQUE (workspace_id, profile_id, position, kind)
);

-- intake ---------------------------------------------------------------------------------------
CREATE SEQUENCE intake_log_id AS bigint;
CREATE TABLE intake_log (
    id          bigint NOT NULL,              -- taken under an advisory lock per partition
    part        smallint NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    events      integer NOT NULL,
    bytes       integer NOT NULL,
    counts      jsonb NOT NULL,               -- {workspace id: events}
    body        bytea NOT NULL,               -- zstd(msgpack), see infra/log.py
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX intake_log_part ON intake_log (part, id);

CREATE TABLE intake_positions (
    part      smallint PRIMARY KEY,
    position  bigint NOT NULL DEFAULT 0,      -- last log id whose decisions are committed
    batch_seq bigint NOT NULL DEFAULT 0,
    epoch     bigint NOT NULL DEFAULT 0       -- fencing: a pipeline that lost its lease cannot commit
);

CREATE TABLE prepared (                       -- decided rows on their way to ClickHouse, byte for byte
    batch      bigint PRIMARY KEY,            -- part << 48 | sequence
    created_at timestamptz NOT NULL DEFAULT now(),
    rows       jsonb NOT NULL,                -- {table: rows}
    summary    bytea NOT NULL,                -- what the reactors need (msgpack)
    bodies     bytea NOT NULL                 -- msgpack {table: zstd(JSONEachRow)}
);

CREATE TABLE intake_counters (
    workspace_id bigint NOT NULL,
    kind         text NOT NULL,               -- stored | dropped | rejected
    reason       text NOT NULL DEFAULT '',
    n            bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, kind, reason)
);

CREATE TABLE rejects (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL,
    at           timestamptz NOT NULL DEFAULT now(),
    door         text NOT NULL,
    reason       text NOT NULL,
    path         text NOT NULL DEFAULT '',
    detail       text NOT NULL DEFAULT '',
    message_id   text NOT NULL DEFAULT '',
    item         text NOT NULL DEFAULT ''     -- the beginning of the refused item, NUL-free
);
CREATE INDEX rejects_workspace ON rejects (workspace_id, id DESC);

CREATE TABLE imports (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL,
    name         text NOT NULL,
    format       text NOT NULL,
    blob         text NOT NULL DEFAULT '',
    mapping      jsonb NOT NULL DEFAULT '{}',
    consent_source text NOT NULL DEFAULT '',
    status       text NOT NULL DEFAULT 'pending',  -- pending | running | done | failed | cancelled
    total        bigint,
    position     bigint NOT NULL DEFAULT 0,   -- items handed to the log, resumes here
    rejected     bigint NOT NULL DEFAULT 0,
    error        text NOT NULL DEFAULT '',
    created_by   text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz
);
CREATE TABLE import_errors (
    import_id bigint NOT NULL REFERENCES imports ON DELETE CASCADE,
    line      bigint NOT NULL,
    reason    text NOT NULL,
    detail    text NOT NULL DEFAULT '',
    PRIMARY KEY (import_id, line)
);

-- events ---------------------------------------------------------------------------------------
CREATE TABLE definitions (                    -- catalogue of what has been seen
    workspace_id bigint NOT NULL,
    kind         text NOT NULL,               -- event | event_property | property
    event        text NOT NULL DEFAULT '',    -- for event_property
    name         text NOT NULL,
    original_names text[] NOT NULL DEFAULT '{}',
    types        text[] NOT NULL DEFAULT '{}', -- text | number | boolean | date | list | object
    first_seen   timestamptz NOT NULL,
    last_seen    timestamptz NOT NULL,
    description  text NOT NULL DEFAULT '',
    is_hidden    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (workspace_id, kind, event, name)
);

CREATE UNLOGGED TABLE presence (              -- who is where now; may be lost in a crash
    workspace_id bigint NOT NULL,
    device       bigint NOT NULL,
    person       bigint NOT NULL,
    url          text NOT NULL DEFAULT '',
    title        text NOT NULL DEFAULT '',
    started_at   timestamptz NOT NULL,
    last_at      timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, device)
);
CREATE INDEX presence_person ON presence (workspace_id, person);

CREATE TABLE watermarks (                     -- how far a follower of shipped batches has come
    name  text PRIMARY KEY,
    state jsonb NOT NULL
);

-- saved views of the admin (columns of People, order of the card) -------------------------------
CREATE TABLE preferences (
    workspace_id bigint NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    member_id    bigint NOT NULL DEFAULT 0,   -- 0: for the whole workspace
    key          text NOT NULL,
    value        jsonb NOT NULL,
    PRIMARY KEY (workspace_id, member_id, key)
);

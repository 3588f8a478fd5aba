-- Letters: who sends them, over which servers, signed with what (docs/adr/0024-letters.md).
CREATE TABLE mail_accounts (                   -- servers that take a workspace's letters
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    name            text        NOT NULL,
    host            text        NOT NULL,
    port            integer     NOT NULL,
    security        text        NOT NULL,      -- tls | starttls | none
    username        text        NOT NULL DEFAULT '',
    password        bytea,                     -- sealed with the installation's key
    connections     smallint    NOT NULL,      -- letters on the wire at once, a worker
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    trouble         text        NOT NULL DEFAULT '', -- what it said last of us, '' while all is well
    trouble_at      timestamptz,
    held_until      timestamptz                -- nothing goes this way before
);
CREATE UNIQUE INDEX mail_accounts_name ON mail_accounts (workspace_id, name);

CREATE TABLE mail_domains (                    -- domains that letters come from, and their DKIM keys
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    domain          text        NOT NULL,      -- ASCII, lower case
    selector        text        NOT NULL,
    private_key     bytea       NOT NULL,      -- sealed PEM
    is_signed       boolean     NOT NULL DEFAULT false, -- its record was seen: letters are signed from then on
    findings        jsonb       NOT NULL DEFAULT '{}',  -- of the last look at the DNS
    checked_at      timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX mail_domains_domain ON mail_domains (workspace_id, domain);

CREATE TABLE mail_senders (                    -- whom letters are from
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    name            text        NOT NULL,
    address         text        NOT NULL,
    reply_to        text,
    bounce_to       text,                      -- a mailbox that takes plus addresses, or null: bounces go to the address
    account_id      bigint      REFERENCES mail_accounts (id), -- null: the installation's relay
    is_default      boolean     NOT NULL DEFAULT false,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX mail_senders_address ON mail_senders (workspace_id, address);
CREATE UNIQUE INDEX mail_senders_default ON mail_senders (workspace_id) WHERE is_default;
CREATE INDEX mail_senders_account ON mail_senders (account_id) WHERE account_id IS NOT NULL;

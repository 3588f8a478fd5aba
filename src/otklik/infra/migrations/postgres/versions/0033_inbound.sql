-- Mail that comes in: where it is fetched and taken, what came, as bytes, and what became of it
-- (docs/adr/0025-incoming-mail.md).
CREATE TABLE inbound_settings (
    workspace_id    bigint      PRIMARY KEY,
    keep_days       integer     DEFAULT 30,    -- how long the bytes of a mail are kept; null: as long as its words
    hourly          integer     NOT NULL DEFAULT 10 -- mails of one address into one conversation an hour; more wake nobody
);

CREATE TABLE inbound_accounts (                -- mailboxes that are read over IMAP
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    name            text        NOT NULL,
    address         text        NOT NULL,      -- whose mail lies in it: replies come to it
    host            text        NOT NULL,
    port            integer     NOT NULL,
    security        text        NOT NULL,      -- tls | starttls | none
    username        text        NOT NULL,
    password        bytea,                     -- sealed with the installation's key
    folder          text        NOT NULL DEFAULT 'INBOX',
    since           date        NOT NULL,      -- older mail is left alone
    marks_seen      boolean     NOT NULL DEFAULT false, -- what was taken is marked as read
    takes_plus      boolean     NOT NULL DEFAULT true,  -- name+mark@… reaches it: replies carry a mark
    is_on           boolean     NOT NULL DEFAULT true,
    is_default      boolean     NOT NULL DEFAULT false, -- answers to our letters come here
    uid_validity    bigint,                    -- of the folder as it was read last
    last_uid        bigint      NOT NULL DEFAULT 0, -- everything up to it was taken, skipped or is not for us
    state           text        NOT NULL DEFAULT 'new', -- new | connecting | waiting | fetching | trouble | off
    trouble         text        NOT NULL DEFAULT '', -- code of what went wrong, '' while all is well
    trouble_said    text        NOT NULL DEFAULT '', -- in the server's words
    trouble_at      timestamptz,
    asked_at        timestamptz,               -- when the server answered last
    newest_at       timestamptz,               -- of the newest mail on the server
    taken_at        timestamptz,               -- of the newest mail taken
    waiting         integer     NOT NULL DEFAULT 0, -- mails on the server that are not taken yet
    has_idle        boolean,                   -- whether the server tells of new mail by itself
    version         integer     NOT NULL DEFAULT 1, -- grows with each change by a member
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX inbound_accounts_name ON inbound_accounts (workspace_id, name);

CREATE TABLE inbound_domains (                 -- domains whose mail our own receiver takes; one workspace a domain
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    domain          text        NOT NULL UNIQUE, -- ASCII, lower case
    is_default      boolean     NOT NULL DEFAULT false, -- answers to our letters come here
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX inbound_domains_workspace ON inbound_domains (workspace_id);

CREATE TABLE inbound_addresses (               -- addresses of those domains that anybody may write to
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    domain_id       bigint      NOT NULL REFERENCES inbound_domains (id) ON DELETE CASCADE,
    local_part      text        NOT NULL,      -- lower case
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (domain_id, local_part)
);
CREATE INDEX inbound_addresses_workspace ON inbound_addresses (workspace_id);

CREATE TABLE inbound_mails (                   -- each mail that came, whatever became of it
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    account_id      bigint,                    -- null: it came to our own receiver
    uid_validity    bigint,
    uid             bigint,
    recipient       text        NOT NULL DEFAULT '', -- of the envelope, where there was one
    return_path     text,                      -- of the envelope; '' is the empty one of bounces; null: not known
    size            integer     NOT NULL,
    received_at     timestamptz NOT NULL,
    state           text        NOT NULL,      -- waiting | taken | reported | skipped | absent (to be fetched again)
    reason          text        NOT NULL DEFAULT '', -- why it is where it is, or why it was skipped
    detail          text        NOT NULL DEFAULT '', -- in words, for people
    attempts        smallint    NOT NULL DEFAULT 0,
    due_at          timestamptz NOT NULL DEFAULT now(),
    message_id      text        NOT NULL DEFAULT '',
    sender          text        NOT NULL DEFAULT '', -- its address, lower case
    subject         text        NOT NULL DEFAULT '',
    kind            text        NOT NULL DEFAULT '', -- person | auto_reply | list | bounce | complaint | loop
    quoted          text        NOT NULL DEFAULT '', -- what was folded away
    profile_id      bigint,
    conversation_id bigint,
    part_id         bigint,
    blob            text,                      -- where its bytes lie; null: in inbound_raws, or no more
    read_at         timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX inbound_mails_uid ON inbound_mails (account_id, uid_validity, uid) WHERE account_id IS NOT NULL;
CREATE INDEX inbound_mails_waiting ON inbound_mails (workspace_id, id) WHERE state = 'waiting';
CREATE INDEX inbound_mails_list ON inbound_mails (workspace_id, state, id);
CREATE INDEX inbound_mails_message ON inbound_mails (workspace_id, message_id) WHERE message_id <> '';
CREATE INDEX inbound_mails_profile ON inbound_mails (workspace_id, profile_id) WHERE profile_id IS NOT NULL;
CREATE INDEX inbound_mails_sender ON inbound_mails (workspace_id, sender, id);
CREATE INDEX inbound_mails_part ON inbound_mails (workspace_id, conversation_id, part_id) WHERE part_id IS NOT NULL;
CREATE INDEX inbound_mails_old ON inbound_mails (received_at) WHERE blob IS NOT NULL;

CREATE TABLE inbound_raws (                    -- bytes of mails that wait to be read: as safe as the rows themselves
    mail_id         bigint      PRIMARY KEY REFERENCES inbound_mails (id) ON DELETE CASCADE,
    workspace_id    bigint      NOT NULL,
    body            bytea       NOT NULL
);
CREATE INDEX inbound_raws_workspace ON inbound_raws (workspace_id);

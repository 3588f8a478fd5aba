-- What people choose to be sent (docs/adr/0028-consent-by-mail.md).
CREATE TABLE preference_settings (
    workspace_id    bigint      PRIMARY KEY,
    settings        jsonb       NOT NULL
);

-- Subscriptions that somebody asked for: who confirms them, and the proof. One open request of a person for
-- a channel and topic; confirmed ones stay.
CREATE TABLE subscription_requests (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    profile_id      bigint      NOT NULL,
    channel         text        NOT NULL,
    topic           text        NOT NULL,
    address         text        NOT NULL,
    asked_at        timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    text            text        NOT NULL,               -- what he agreed to, word for word
    url             text        NOT NULL,               -- of the page where he did
    ip              text        NOT NULL,
    source          text        NOT NULL,               -- form, api
    form_send_id    bigint,
    scenario_id     bigint,                             -- of the form
    letters         integer     NOT NULL DEFAULT 0,
    letter_send_id  bigint,                             -- the last letter
    letter_at       timestamptz,
    confirmed_at    timestamptz,
    confirmed_ip    text        NOT NULL DEFAULT '',
    confirmed_agent text        NOT NULL DEFAULT '',
    confirmed_send_id bigint                            -- the letter that was confirmed from
);
CREATE INDEX subscription_requests_person ON subscription_requests (workspace_id, profile_id, id);
CREATE UNIQUE INDEX subscription_requests_open ON subscription_requests (workspace_id, profile_id, channel, topic)
    WHERE confirmed_at IS NULL;
CREATE INDEX subscription_requests_letters ON subscription_requests (workspace_id, address, letter_at)
    WHERE letter_at IS NOT NULL;
CREATE INDEX subscription_requests_letter ON subscription_requests (letter_send_id)
    WHERE letter_send_id IS NOT NULL;

-- Hosts of workspaces that links of their letters lead over, once they were proved.
CREATE TABLE tracking_hosts (
    workspace_id    bigint      PRIMARY KEY,
    host            text        NOT NULL UNIQUE,
    is_proved       boolean     NOT NULL DEFAULT false,
    found           text        NOT NULL DEFAULT '',    -- code of what the last look saw, '' when all is well
    detail          text        NOT NULL DEFAULT '',
    checked_at      timestamptz,
    proved_at       timestamptz,
    broken_at       timestamptz,                        -- since when it fails
    created_at      timestamptz NOT NULL DEFAULT now()
);

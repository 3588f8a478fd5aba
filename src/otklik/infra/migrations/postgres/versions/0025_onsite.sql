-- Messages on the page: taken by browsers, answered in forms (docs/adr/0019-messages-on-the-page.md).
CREATE INDEX sends_waiting ON sends (workspace_id, profile_id, id)
    WHERE state = 'ready' AND channel IN ('chat', 'popup', 'form');
CREATE INDEX message_contents_site ON message_contents (workspace_id) WHERE channel IN ('chat', 'popup', 'form');

ALTER TABLE chat_devices ADD COLUMN visit_at timestamptz NOT NULL DEFAULT now(); -- when this visit began

CREATE TABLE form_submissions (                -- what somebody answered in a form; one a send
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    send_id         bigint      NOT NULL,
    scenario_id     bigint,
    content_id      bigint      NOT NULL,
    profile_id      bigint      NOT NULL,      -- home of the browser or of the user it proved to be
    answers         jsonb       NOT NULL DEFAULT '{}', -- by the field's name
    consents        jsonb       NOT NULL DEFAULT '[]', -- [{at, channel, topic, text}]
    points          integer     NOT NULL DEFAULT 0,
    page_url        text        NOT NULL DEFAULT '',
    keys            text[]      NOT NULL DEFAULT '{}', -- of the calls that were taken: a repeat changes nothing
    begun_at        timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    finished_at     timestamptz
);
CREATE UNIQUE INDEX form_submissions_send ON form_submissions (workspace_id, send_id);
CREATE INDEX form_submissions_scenario ON form_submissions (workspace_id, scenario_id, id) WHERE scenario_id IS NOT NULL;
CREATE INDEX form_submissions_person ON form_submissions (workspace_id, profile_id);

CREATE TABLE trigger_firings (                 -- standard events of browser triggers that are on the card already
    workspace_id    bigint      NOT NULL,
    device_id       bigint      NOT NULL REFERENCES chat_devices ON DELETE CASCADE,
    trigger         text        NOT NULL,
    view            text        NOT NULL,      -- the tracker's page view
    at              timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, device_id, trigger, view)
);
CREATE INDEX trigger_firings_at ON trigger_firings (at);

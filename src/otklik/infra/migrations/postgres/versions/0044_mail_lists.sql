-- The letters behind the numbers of sending's health (docs/reference/mail.md#how-quickly).
CREATE INDEX sends_mail_sent ON sends (workspace_id, sent_at, id) WHERE channel = 'email' AND sent_at IS NOT NULL;
CREATE INDEX sends_mail_bounced ON sends (workspace_id, bounced_at, id)
    WHERE channel = 'email' AND bounced_at IS NOT NULL;
CREATE INDEX sends_mail_complained ON sends (workspace_id, complained_at, id)
    WHERE channel = 'email' AND complained_at IS NOT NULL;
CREATE INDEX sends_mail_failed ON sends (workspace_id, state, claimed_at, id)
    WHERE channel = 'email' AND state IN ('failed', 'unknown');
CREATE INDEX sends_mail_deferred ON sends (workspace_id, claimed_at, id)
    WHERE channel = 'email' AND (journal @> '[{"what": "retry"}]' OR journal @> '[{"what": "delayed"}]');

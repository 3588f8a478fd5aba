-- Desk: the operators' side of conversations (docs/adr/0011-conversations.md).
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

ALTER TABLE conversations
    ADD COLUMN merged_into bigint,             -- what it became a part of; it is deleted then
    ADD COLUMN split_from  bigint;             -- what it was a part of

-- One index for each way that lists are asked for, in their order.
CREATE INDEX conversations_all ON conversations (workspace_id, last_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX conversations_waiting ON conversations (workspace_id, last_at DESC, id DESC)
    WHERE deleted_at IS NULL AND waiting_since IS NOT NULL;
CREATE INDEX conversations_channel ON conversations (workspace_id, channel, last_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX conversations_tags ON conversations USING gin (workspace_id, tags) WHERE deleted_at IS NULL;
CREATE INDEX conversations_open ON conversations (workspace_id, id) INCLUDE (assignee, visitor_part)
    WHERE deleted_at IS NULL AND status = 'open';
CREATE INDEX conversation_reads_member ON conversation_reads (workspace_id, member_id, conversation_id) INCLUDE (part);

-- Words of messages and notes, and names of their files. The configuration `russian` stems Russian words as
-- Russian and Latin ones as English; `simple` keeps every word as it stands, for prefixes and what is no word.
CREATE FUNCTION conversation_text(body text, data jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(lower(body || ' ' || coalesce(jsonb_path_query_array(data, '$.files[*].name')::text, '')), 'ё', 'е')
$$;
CREATE FUNCTION conversation_words(body text, data jsonb) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.russian', spaced) || to_tsvector('pg_catalog.simple', spaced)
    FROM regexp_replace(conversation_text(body, data), '[^[:alnum:]]+', ' ', 'g') AS spaced
$$;
-- Text for trigrams: Russian letters as Latin ones, for pg_trgm knows letters by the C library's locale, which
-- is C here. What sounds alike becomes alike, and a word is found however it is spelt: zakaz, заказ.
CREATE FUNCTION search_letters(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(lower(said), 'абвгдежзийклмнопрстуфхцчшщыэюяёъь', 'abvgdejziiklmnoprstufhc4wwyeqxe')
$$;
ALTER TABLE conversation_parts
    ADD COLUMN words tsvector GENERATED ALWAYS AS (conversation_words(body, data)) STORED;
CREATE INDEX conversation_parts_words ON conversation_parts USING gin (workspace_id, words)
    WHERE kind <> 'happening' AND deleted_at IS NULL;
CREATE INDEX conversation_parts_like ON conversation_parts
    USING gin (workspace_id, search_letters(conversation_text(body, data)) gin_trgm_ops)
    WHERE kind <> 'happening' AND deleted_at IS NULL;
CREATE INDEX profiles_name_like ON profiles USING gin (workspace_id, search_letters(name) gin_trgm_ops)
    WHERE name IS NOT NULL;

CREATE TABLE conversation_drafts (             -- what an operator has begun to write
    workspace_id    bigint      NOT NULL,
    conversation_id bigint      NOT NULL REFERENCES conversations ON DELETE CASCADE,
    member_id       bigint      NOT NULL,
    kind            text        NOT NULL,      -- message | note
    body            text        NOT NULL,
    files           bigint[]    NOT NULL DEFAULT '{}',
    at              timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, conversation_id, member_id)
);

CREATE TABLE conversation_mentions (           -- whom a note names; unread while he has not read that far
    workspace_id    bigint      NOT NULL,
    member_id       bigint      NOT NULL,
    conversation_id bigint      NOT NULL REFERENCES conversations ON DELETE CASCADE,
    part            bigint      NOT NULL,
    PRIMARY KEY (workspace_id, member_id, conversation_id, part)
);
CREATE INDEX conversation_mentions_part ON conversation_mentions (workspace_id, part);

CREATE TABLE saved_reply_folders (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    name            text        NOT NULL,
    position        integer     NOT NULL
);
CREATE UNIQUE INDEX saved_reply_folders_name ON saved_reply_folders (workspace_id, lower(name));

CREATE TABLE saved_replies (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    folder_id       bigint      REFERENCES saved_reply_folders ON DELETE SET NULL,
    owner           bigint,                    -- member; null: of the whole team
    title           text        NOT NULL,
    body            text        NOT NULL,
    shortcut        text        NOT NULL DEFAULT '',
    files           bigint[]    NOT NULL DEFAULT '{}',
    used_count      integer     NOT NULL DEFAULT 0,
    used_at         timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX saved_replies_list ON saved_replies (workspace_id, lower(title), id);
CREATE UNIQUE INDEX saved_replies_shortcut ON saved_replies (workspace_id, coalesce(owner, 0), lower(shortcut)) WHERE shortcut <> '';

-- Promo codes (docs/adr/0023-promo-codes-and-watch.md).
CREATE TABLE promo_pools (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    name            text        NOT NULL,      -- as templates call it
    title           text        NOT NULL,
    is_default      boolean     NOT NULL,      -- what {{ promo_code }} is
    rules           jsonb       NOT NULL,      -- discount, term, whom it gives to, how codes look
    making          integer     NOT NULL DEFAULT 0, -- codes that are still to be made
    is_low          boolean     NOT NULL DEFAULT false, -- a tenth or less is left, which was told
    created_by      text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX promo_pools_name ON promo_pools (workspace_id, name);
CREATE UNIQUE INDEX promo_pools_default ON promo_pools (workspace_id) WHERE is_default;
CREATE INDEX promo_pools_making ON promo_pools (id) WHERE making > 0;

CREATE TABLE promo_codes (                     -- given once, to one person, for ever
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    pool_id         bigint      NOT NULL REFERENCES promo_pools ON DELETE CASCADE,
    code            text        NOT NULL,
    key             text        NOT NULL,      -- in capitals: shops do not mind the case
    given_at        timestamptz,               -- NULL: nobody has it
    profile_id      bigint,                    -- home of who has it; NULL again when he is erased
    scenario_id     bigint,                    -- whose message gave it
    until           timestamptz                -- NULL: it does not end
);
CREATE UNIQUE INDEX promo_codes_key ON promo_codes (workspace_id, key);
CREATE INDEX promo_codes_pool ON promo_codes (pool_id, id);
CREATE INDEX promo_codes_free ON promo_codes (pool_id, id) WHERE given_at IS NULL;
CREATE INDEX promo_codes_person ON promo_codes (workspace_id, profile_id) WHERE profile_id IS NOT NULL;

CREATE TABLE promo_gifts (                     -- which code a send carries: a retry carries the same
    workspace_id    bigint      NOT NULL,
    send_id         bigint      NOT NULL,
    pool_id         bigint      NOT NULL,
    code_id         bigint      NOT NULL REFERENCES promo_codes ON DELETE CASCADE,
    PRIMARY KEY (workspace_id, send_id, pool_id)
);
CREATE INDEX promo_gifts_code ON promo_gifts (code_id);

CREATE TABLE promo_uses (                      -- orders that named a code
    workspace_id    bigint      NOT NULL,
    code_id         bigint      NOT NULL REFERENCES promo_codes ON DELETE CASCADE,
    order_id        text        NOT NULL,
    profile_id      bigint,                    -- home of who ordered
    at              timestamptz NOT NULL,
    amount          numeric(20, 4) NOT NULL,   -- as told last
    refunded        numeric(20, 4) NOT NULL DEFAULT 0,
    is_cancelled    boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (workspace_id, code_id, order_id)
);
CREATE INDEX promo_uses_code ON promo_uses (code_id);
CREATE INDEX promo_uses_order ON promo_uses (workspace_id, order_id);
CREATE INDEX promo_uses_person ON promo_uses (workspace_id, profile_id) WHERE profile_id IS NOT NULL;

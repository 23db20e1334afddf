-- +goose Up

-- The step of time (RFC 6238) whose code was taken last: no code serves twice.
ALTER TABLE users ADD COLUMN totp_step BIGINT NOT NULL DEFAULT 0;

-- Codes for who lost the second factor; each serves once.
CREATE TABLE recovery_codes (
  user_id       TEXT COLLATE "C" NOT NULL REFERENCES users (id),
  code_hash     TEXT COLLATE "C" NOT NULL, -- SHA-256 of the code, hexadecimal
  made_at       TIMESTAMPTZ NOT NULL,
  used_at       TIMESTAMPTZ,
  PRIMARY KEY (user_id, code_hash)
);

-- Messages that could not leave. Not part of a backup: they hold links.
CREATE TABLE outbox (
  id            TEXT COLLATE "C" PRIMARY KEY,
  token_hash    TEXT COLLATE "C" NOT NULL, -- of the invitation whose link it holds
  recipient     TEXT COLLATE "C" NOT NULL,
  subject       TEXT COLLATE "C" NOT NULL,
  body          TEXT COLLATE "C" NOT NULL,
  failed        BOOLEAN NOT NULL, -- a server is set and did not take it
  at            TIMESTAMPTZ NOT NULL
);
CREATE INDEX outbox_token ON outbox (token_hash);

-- Enterprises that ask for the account of their record.
CREATE TABLE claims (
  id            TEXT COLLATE "C" PRIMARY KEY,
  record        TEXT COLLATE "C" NOT NULL,
  name          TEXT COLLATE "C" NOT NULL,
  email         TEXT COLLATE "C" NOT NULL,
  position      TEXT COLLATE "C" NOT NULL,
  message       TEXT COLLATE "C" NOT NULL,
  at            TIMESTAMPTZ NOT NULL,
  state         TEXT COLLATE "C" NOT NULL CHECK (state IN ('asked', 'accepted', 'declined')),
  settled_by    TEXT COLLATE "C" NOT NULL,
  settled_at    TIMESTAMPTZ,
  settled_reason TEXT COLLATE "C" NOT NULL
);
CREATE INDEX claims_state ON claims (state, at);
CREATE INDEX claims_record ON claims (record);

-- Decisions that changed something in a diagnostic, among those in force then
-- (diagnostic_uses). Of the diagnostics made before, it is not known: all.
CREATE TABLE diagnostic_applied (
  organisation  TEXT COLLATE "C" NOT NULL,
  diagnostic    TEXT COLLATE "C" NOT NULL,
  decision      TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organisation, diagnostic, decision),
  FOREIGN KEY (organisation, diagnostic) REFERENCES diagnostics (organisation, id)
);
CREATE INDEX diagnostic_applied_decision ON diagnostic_applied (decision);
INSERT INTO diagnostic_applied (organisation, diagnostic, decision)
  SELECT organisation, diagnostic, ref FROM diagnostic_uses WHERE kind = 'decision';

-- +goose Up

-- The step of time (RFC 6238) whose code was taken last: no code serves twice.
ALTER TABLE users ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0;

-- Codes for who lost the second factor; each serves once.
CREATE TABLE recovery_codes (
  user_id       TEXT NOT NULL REFERENCES users (id),
  code_hash     TEXT NOT NULL, -- SHA-256 of the code, hexadecimal
  made_at       TEXT NOT NULL,
  used_at       TEXT,
  PRIMARY KEY (user_id, code_hash)
) STRICT;

-- Messages that could not leave. Not part of a backup: they hold links.
CREATE TABLE outbox (
  id            TEXT PRIMARY KEY,
  token_hash    TEXT NOT NULL, -- of the invitation whose link it holds
  recipient     TEXT NOT NULL,
  subject       TEXT NOT NULL,
  body          TEXT NOT NULL,
  failed        INTEGER NOT NULL, -- a server is set and did not take it
  at            TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_token ON outbox (token_hash);

-- Enterprises that ask for the account of their record.
CREATE TABLE claims (
  id            TEXT PRIMARY KEY,
  record        TEXT NOT NULL,
  name          TEXT NOT NULL,
  email         TEXT NOT NULL,
  position      TEXT NOT NULL,
  message       TEXT NOT NULL,
  at            TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'declined')),
  settled_by    TEXT NOT NULL,
  settled_at    TEXT,
  settled_reason TEXT NOT NULL
) STRICT;
CREATE INDEX claims_state ON claims (state, at);
CREATE INDEX claims_record ON claims (record);

-- Decisions that changed something in a diagnostic, among those in force then
-- (diagnostic_uses). Of the diagnostics made before, it is not known: all.
CREATE TABLE diagnostic_applied (
  organisation  TEXT NOT NULL,
  diagnostic    TEXT NOT NULL,
  decision      TEXT NOT NULL,
  PRIMARY KEY (organisation, diagnostic, decision),
  FOREIGN KEY (organisation, diagnostic) REFERENCES diagnostics (organisation, id)
) STRICT;
CREATE INDEX diagnostic_applied_decision ON diagnostic_applied (decision);
INSERT INTO diagnostic_applied (organisation, diagnostic, decision)
  SELECT organisation, diagnostic, ref FROM diagnostic_uses WHERE kind = 'decision';

-- +goose Up

-- Organisations: the buyers, and whoever else signs in.
CREATE TABLE organisations (
  id            TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  mrc           TEXT NOT NULL,
  regime        TEXT NOT NULL CHECK (regime IN ('', 'LCV', 'CM', 'LCOP')),
  municipality  TEXT NOT NULL, -- code of the municipality
  population    INTEGER NOT NULL CHECK (population >= 0),
  created_at    TEXT NOT NULL,
  created_by    TEXT NOT NULL,
  closed_at     TEXT
) STRICT;

-- People and what they may do.
CREATE TABLE users (
  id            TEXT PRIMARY KEY,
  email         TEXT NOT NULL UNIQUE, -- lower case
  name          TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  totp_secret   TEXT NOT NULL,
  disabled      INTEGER NOT NULL,
  organisation  TEXT REFERENCES organisations (id), -- NULL: of the Pôle
  enterprise    TEXT NOT NULL, -- record of the registry, '' for none
  created_at    TEXT NOT NULL,
  seen_at       TEXT
) STRICT;
CREATE INDEX users_organisation ON users (organisation);

CREATE TABLE user_roles (
  user_id       TEXT NOT NULL REFERENCES users (id),
  role          TEXT NOT NULL CHECK (role IN ('buyer', 'advisor', 'director', 'enterprise', 'administrator')),
  PRIMARY KEY (user_id, role)
) STRICT;

CREATE TABLE invitations (
  id            TEXT PRIMARY KEY,
  token_hash    TEXT NOT NULL UNIQUE, -- SHA-256 of the token, hexadecimal
  email         TEXT NOT NULL,
  role          TEXT NOT NULL,
  organisation  TEXT REFERENCES organisations (id),
  enterprise    TEXT NOT NULL,
  invited_by    TEXT NOT NULL,
  created_at    TEXT NOT NULL,
  expires_at    TEXT NOT NULL,
  used_at       TEXT,
  used_by       TEXT NOT NULL
) STRICT;
CREATE INDEX invitations_organisation ON invitations (organisation);

-- The registry: every version of every record, never changed.
CREATE TABLE registry_batches (
  id            TEXT PRIMARY KEY,
  file          TEXT NOT NULL,
  digest        TEXT NOT NULL,
  blob          TEXT NOT NULL,
  author        TEXT NOT NULL,
  reason        TEXT NOT NULL,
  at            TEXT NOT NULL,
  created       INTEGER NOT NULL,
  updated       INTEGER NOT NULL,
  unchanged     INTEGER NOT NULL,
  undone_at     TEXT,
  undone_by     TEXT NOT NULL,
  undone_reason TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX registry_batches_digest ON registry_batches (digest) WHERE undone_at IS NULL;

CREATE TABLE registry_versions (
  seq           INTEGER PRIMARY KEY,
  record        TEXT NOT NULL,
  name          TEXT NOT NULL,
  neq           TEXT NOT NULL,
  bn            TEXT NOT NULL,
  standing      TEXT NOT NULL,
  data          TEXT NOT NULL, -- record.Record as JSON
  author        TEXT NOT NULL,
  at            TEXT NOT NULL,
  reason        TEXT NOT NULL,
  batch         TEXT REFERENCES registry_batches (id)
) STRICT;
CREATE INDEX registry_versions_record ON registry_versions (record, seq);
CREATE INDEX registry_versions_batch ON registry_versions (batch);

CREATE TABLE registry_current (
  record        TEXT PRIMARY KEY,
  seq           INTEGER NOT NULL UNIQUE REFERENCES registry_versions (seq),
  name          TEXT NOT NULL,
  neq           TEXT NOT NULL,
  bn            TEXT NOT NULL,
  standing      TEXT NOT NULL
) STRICT;
CREATE INDEX registry_current_neq ON registry_current (neq);
CREATE INDEX registry_current_bn ON registry_current (bn);

CREATE TABLE editions (
  number        INTEGER PRIMARY KEY,
  seq           INTEGER NOT NULL,
  at            TEXT NOT NULL,
  digest        TEXT NOT NULL,
  size          INTEGER NOT NULL
) STRICT;

CREATE TABLE candidates (
  id            TEXT PRIMARY KEY,
  source        TEXT NOT NULL, -- 'req', 'cra', 'seao', 'buyer'...
  source_key    TEXT NOT NULL, -- its key there
  kind          TEXT NOT NULL, -- 'new', 'status', 'name', 'address'...
  record        TEXT NOT NULL, -- the record it speaks of, '' for a new one
  name          TEXT NOT NULL,
  neq           TEXT NOT NULL,
  data          TEXT NOT NULL, -- JSON
  digest        TEXT NOT NULL, -- of data
  state         TEXT NOT NULL CHECK (state IN ('proposed', 'accepted', 'dismissed')),
  reason        TEXT NOT NULL,
  proposed_at   TEXT NOT NULL,
  settled_at    TEXT,
  settled_by    TEXT NOT NULL,
  UNIQUE (source, source_key, kind)
) STRICT;
CREATE INDEX candidates_state ON candidates (state, source, kind);

-- Ledgers and what is read from them.
CREATE TABLE ledgers (
  id            TEXT PRIMARY KEY,
  organisation  TEXT NOT NULL REFERENCES organisations (id),
  file          TEXT NOT NULL,
  digest        TEXT NOT NULL, -- SHA-256 of the file
  blob          TEXT NOT NULL, -- key of the file
  options       TEXT NOT NULL, -- JSON: what a person decided
  profile       TEXT NOT NULL, -- JSON: how it was read
  book          BLOB NOT NULL, -- zstd of JSON: tables, rows set aside, warnings
  basis         TEXT NOT NULL,
  currency      TEXT NOT NULL,
  lines         INTEGER NOT NULL,
  suppliers     INTEGER NOT NULL,
  total         TEXT NOT NULL,
  first_day     TEXT NOT NULL, -- of dated lines, '' when none
  last_day      TEXT NOT NULL,
  undated       INTEGER NOT NULL,
  imported_by   TEXT NOT NULL,
  imported_at   TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('imported', 'undone')),
  undone_by     TEXT NOT NULL,
  undone_at     TEXT,
  undone_reason TEXT NOT NULL,
  UNIQUE (organisation, id)
) STRICT;
CREATE UNIQUE INDEX ledgers_digest ON ledgers (organisation, digest) WHERE state = 'imported';

-- Lines have no foreign key: they are written and removed with their ledger,
-- in its transaction, half a million at a time.
CREATE TABLE lines (
  organisation  TEXT NOT NULL,
  ledger        TEXT NOT NULL,
  n             INTEGER NOT NULL, -- index in the ledger, from 0
  table_no      INTEGER NOT NULL,
  row_no        INTEGER NOT NULL,
  line_key      TEXT NOT NULL, -- with its version: '1:...'
  supplier_key  TEXT NOT NULL, -- of suppliers
  supplier      TEXT NOT NULL,
  supplier_no   TEXT NOT NULL,
  amount        TEXT NOT NULL,
  micros        INTEGER NOT NULL, -- the amount in millionths of a dollar, for sums
  amount_cell   TEXT NOT NULL,
  day           TEXT NOT NULL, -- civil date, '' when absent
  description   TEXT NOT NULL,
  account       TEXT NOT NULL,
  invoice       TEXT NOT NULL,
  payment       TEXT NOT NULL,
  neq           TEXT NOT NULL,
  bn            TEXT NOT NULL,
  qst_no        TEXT NOT NULL,
  city          TEXT NOT NULL,
  postal        TEXT NOT NULL,
  currency      TEXT NOT NULL,
  person        INTEGER NOT NULL, -- the supplier is a natural person
  PRIMARY KEY (organisation, ledger, n)
) WITHOUT ROWID, STRICT;

-- How each ledger writes each supplier; suppliers are summed from it.
CREATE TABLE spellings (
  organisation  TEXT NOT NULL,
  ledger        TEXT NOT NULL,
  n             INTEGER NOT NULL,
  supplier_key  TEXT NOT NULL,
  spelling      TEXT NOT NULL,
  neq           TEXT NOT NULL,
  bn            TEXT NOT NULL,
  person        INTEGER NOT NULL,
  lines         INTEGER NOT NULL,
  total         TEXT NOT NULL,
  first_day     TEXT NOT NULL,
  last_day      TEXT NOT NULL,
  PRIMARY KEY (organisation, ledger, n)
) STRICT;
CREATE INDEX spellings_supplier ON spellings (organisation, supplier_key);

CREATE TABLE suppliers (
  organisation  TEXT NOT NULL REFERENCES organisations (id),
  supplier_key  TEXT NOT NULL,
  name          TEXT NOT NULL, -- the most frequent spelling
  spellings     TEXT NOT NULL, -- JSON list, the most frequent first
  search        TEXT NOT NULL, -- folded spellings
  neq           TEXT NOT NULL,
  bn            TEXT NOT NULL,
  person        INTEGER NOT NULL,
  lines         INTEGER NOT NULL,
  total         TEXT NOT NULL,
  first_day     TEXT NOT NULL,
  last_day      TEXT NOT NULL,
  PRIMARY KEY (organisation, supplier_key)
) STRICT;

CREATE TABLE decisions (
  id            TEXT PRIMARY KEY,
  organisation  TEXT NOT NULL REFERENCES organisations (id),
  scope         TEXT NOT NULL CHECK (scope IN ('buyer', 'asked', 'all')),
  kind          TEXT NOT NULL,
  neq           TEXT NOT NULL,
  bn            TEXT NOT NULL,
  name          TEXT NOT NULL, -- the first spelling
  verdict       TEXT NOT NULL,
  enterprise    TEXT NOT NULL,
  class         TEXT NOT NULL,
  data          TEXT NOT NULL, -- review.Decision as JSON, as it was taken
  author        TEXT NOT NULL,
  at            TEXT NOT NULL,
  agreed_by     TEXT NOT NULL, -- who opened it to all buyers, or declined
  agreed_at     TEXT,
  agreed_reason TEXT NOT NULL,
  reversed_by   TEXT NOT NULL,
  reversed_at   TEXT,
  reversed_reason TEXT NOT NULL
) STRICT;
CREATE INDEX decisions_organisation ON decisions (organisation, at);
CREATE INDEX decisions_scope ON decisions (scope, at);

-- Diagnostics: frozen values, what they are made of, and their life.
CREATE TABLE diagnostics (
  id            TEXT PRIMARY KEY,
  organisation  TEXT NOT NULL REFERENCES organisations (id),
  period        TEXT NOT NULL,
  first_day     TEXT NOT NULL,
  last_day      TEXT NOT NULL,
  run           TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('draft', 'validated', 'published', 'reopened')),
  edition       INTEGER NOT NULL,
  policy        TEXT NOT NULL,
  digest        TEXT NOT NULL, -- SHA-256 of the snapshot before compression
  blob          TEXT NOT NULL, -- key of the snapshot
  basis         TEXT NOT NULL,
  currency      TEXT NOT NULL,
  lines         INTEGER NOT NULL,
  suppliers     INTEGER NOT NULL,
  total         TEXT NOT NULL,
  addressable   TEXT NOT NULL,
  confirmed     TEXT NOT NULL,
  probable      TEXT NOT NULL,
  ceiling       TEXT NOT NULL,
  made_by       TEXT NOT NULL,
  made_at       TEXT NOT NULL,
  UNIQUE (organisation, id)
) STRICT;
CREATE INDEX diagnostics_organisation ON diagnostics (organisation, made_at);

CREATE TABLE diagnostic_states (
  organisation  TEXT NOT NULL,
  diagnostic    TEXT NOT NULL,
  n             INTEGER NOT NULL,
  state         TEXT NOT NULL,
  author        TEXT NOT NULL,
  at            TEXT NOT NULL,
  reason        TEXT NOT NULL,
  PRIMARY KEY (organisation, diagnostic, n),
  FOREIGN KEY (organisation, diagnostic) REFERENCES diagnostics (organisation, id)
) STRICT;

CREATE TABLE diagnostic_uses (
  organisation  TEXT NOT NULL,
  diagnostic    TEXT NOT NULL,
  kind          TEXT NOT NULL CHECK (kind IN ('ledger', 'decision')),
  ref           TEXT NOT NULL,
  PRIMARY KEY (organisation, diagnostic, kind, ref),
  FOREIGN KEY (organisation, diagnostic) REFERENCES diagnostics (organisation, id)
) STRICT;
CREATE INDEX diagnostic_uses_ref ON diagnostic_uses (kind, ref);

CREATE TABLE targets (
  id            TEXT PRIMARY KEY,
  organisation  TEXT NOT NULL REFERENCES organisations (id),
  year          INTEGER NOT NULL,
  percent       TEXT NOT NULL,
  set_by        TEXT NOT NULL,
  set_at        TEXT NOT NULL
) STRICT;
CREATE INDEX targets_organisation ON targets (organisation, year, set_at);

CREATE TABLE profiles (
  organisation  TEXT NOT NULL, -- '' for all
  fingerprint   TEXT NOT NULL,
  profile       TEXT NOT NULL, -- JSON
  saved_by      TEXT NOT NULL,
  saved_at      TEXT NOT NULL,
  PRIMARY KEY (organisation, fingerprint)
) STRICT;

CREATE TABLE policy_files (
  id            TEXT PRIMARY KEY,
  file          TEXT NOT NULL,
  content       TEXT NOT NULL, -- '' goes back to the policy built in
  author        TEXT NOT NULL,
  at            TEXT NOT NULL,
  reason        TEXT NOT NULL,
  effective     TEXT NOT NULL -- civil date from which it holds
) STRICT;
CREATE INDEX policy_files_file ON policy_files (file, effective, at);

CREATE TABLE audit_log (
  id            TEXT PRIMARY KEY,
  at            TEXT NOT NULL,
  actor         TEXT NOT NULL,
  organisation  TEXT NOT NULL, -- '' for the Pôle
  action        TEXT NOT NULL,
  object_kind   TEXT NOT NULL,
  object        TEXT NOT NULL,
  detail        TEXT NOT NULL -- JSON
) STRICT;
CREATE INDEX audit_log_organisation ON audit_log (organisation, at);

CREATE TABLE settings (
  name          TEXT PRIMARY KEY,
  value         TEXT NOT NULL,
  set_by        TEXT NOT NULL,
  set_at        TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
  token         TEXT PRIMARY KEY, -- SHA-256 of the token, hexadecimal
  data          BLOB NOT NULL,
  expires_at    TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- What was written stays as it was written.
-- +goose StatementBegin
CREATE TRIGGER audit_log_kept BEFORE UPDATE ON audit_log BEGIN
  SELECT RAISE(ABORT, 'the audit log is never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_log_whole BEFORE DELETE ON audit_log BEGIN
  SELECT RAISE(ABORT, 'the audit log is never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER registry_versions_kept BEFORE UPDATE ON registry_versions BEGIN
  SELECT RAISE(ABORT, 'the history of the registry is never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER registry_versions_whole BEFORE DELETE ON registry_versions BEGIN
  SELECT RAISE(ABORT, 'the history of the registry is never changed');
END;
-- +goose StatementEnd

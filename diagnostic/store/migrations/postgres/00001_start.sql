-- +goose Up

-- Organisations: the buyers, and whoever else signs in.
CREATE TABLE organisations (
  id            TEXT COLLATE "C" PRIMARY KEY,
  name          TEXT COLLATE "C" NOT NULL,
  mrc           TEXT COLLATE "C" NOT NULL,
  regime        TEXT COLLATE "C" NOT NULL CHECK (regime IN ('', 'LCV', 'CM', 'LCOP')),
  municipality  TEXT COLLATE "C" NOT NULL, -- code of the municipality
  population    BIGINT NOT NULL CHECK (population >= 0),
  created_at    TIMESTAMPTZ NOT NULL,
  created_by    TEXT COLLATE "C" NOT NULL,
  closed_at     TIMESTAMPTZ
);

-- People and what they may do.
CREATE TABLE users (
  id            TEXT COLLATE "C" PRIMARY KEY,
  email         TEXT COLLATE "C" NOT NULL UNIQUE, -- lower case
  name          TEXT COLLATE "C" NOT NULL,
  password_hash TEXT COLLATE "C" NOT NULL,
  totp_secret   TEXT COLLATE "C" NOT NULL,
  disabled      BOOLEAN NOT NULL,
  organisation  TEXT COLLATE "C" REFERENCES organisations (id), -- NULL: of the Pôle
  enterprise    TEXT COLLATE "C" NOT NULL, -- record of the registry, '' for none
  created_at    TIMESTAMPTZ NOT NULL,
  seen_at       TIMESTAMPTZ
);
CREATE INDEX users_organisation ON users (organisation);

CREATE TABLE user_roles (
  user_id       TEXT COLLATE "C" NOT NULL REFERENCES users (id),
  role          TEXT COLLATE "C" NOT NULL CHECK (role IN ('buyer', 'advisor', 'director', 'enterprise', 'administrator')),
  PRIMARY KEY (user_id, role)
);

CREATE TABLE invitations (
  id            TEXT COLLATE "C" PRIMARY KEY,
  token_hash    TEXT COLLATE "C" NOT NULL UNIQUE, -- SHA-256 of the token, hexadecimal
  email         TEXT COLLATE "C" NOT NULL,
  role          TEXT COLLATE "C" NOT NULL,
  organisation  TEXT COLLATE "C" REFERENCES organisations (id),
  enterprise    TEXT COLLATE "C" NOT NULL,
  invited_by    TEXT COLLATE "C" NOT NULL,
  created_at    TIMESTAMPTZ NOT NULL,
  expires_at    TIMESTAMPTZ NOT NULL,
  used_at       TIMESTAMPTZ,
  used_by       TEXT COLLATE "C" NOT NULL
);
CREATE INDEX invitations_organisation ON invitations (organisation);

-- The registry: every version of every record, never changed.
CREATE TABLE registry_batches (
  id            TEXT COLLATE "C" PRIMARY KEY,
  file          TEXT COLLATE "C" NOT NULL,
  digest        TEXT COLLATE "C" NOT NULL,
  blob          TEXT COLLATE "C" NOT NULL,
  author        TEXT COLLATE "C" NOT NULL,
  reason        TEXT COLLATE "C" NOT NULL,
  at            TIMESTAMPTZ NOT NULL,
  created       BIGINT NOT NULL,
  updated       BIGINT NOT NULL,
  unchanged     BIGINT NOT NULL,
  undone_at     TIMESTAMPTZ,
  undone_by     TEXT COLLATE "C" NOT NULL,
  undone_reason TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX registry_batches_digest ON registry_batches (digest) WHERE undone_at IS NULL;

CREATE TABLE registry_versions (
  seq           BIGINT PRIMARY KEY,
  record        TEXT COLLATE "C" NOT NULL,
  name          TEXT COLLATE "C" NOT NULL,
  neq           TEXT COLLATE "C" NOT NULL,
  bn            TEXT COLLATE "C" NOT NULL,
  standing      TEXT COLLATE "C" NOT NULL,
  data          TEXT COLLATE "C" NOT NULL, -- record.Record as JSON
  author        TEXT COLLATE "C" NOT NULL,
  at            TIMESTAMPTZ NOT NULL,
  reason        TEXT COLLATE "C" NOT NULL,
  batch         TEXT COLLATE "C" REFERENCES registry_batches (id)
);
CREATE INDEX registry_versions_record ON registry_versions (record, seq);
CREATE INDEX registry_versions_batch ON registry_versions (batch);

CREATE TABLE registry_current (
  record        TEXT COLLATE "C" PRIMARY KEY,
  seq           BIGINT NOT NULL UNIQUE REFERENCES registry_versions (seq),
  name          TEXT COLLATE "C" NOT NULL,
  neq           TEXT COLLATE "C" NOT NULL,
  bn            TEXT COLLATE "C" NOT NULL,
  standing      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX registry_current_neq ON registry_current (neq);
CREATE INDEX registry_current_bn ON registry_current (bn);

CREATE TABLE editions (
  number        BIGINT PRIMARY KEY,
  seq           BIGINT NOT NULL,
  at            TIMESTAMPTZ NOT NULL,
  digest        TEXT COLLATE "C" NOT NULL,
  size          BIGINT NOT NULL
);

CREATE TABLE candidates (
  id            TEXT COLLATE "C" PRIMARY KEY,
  source        TEXT COLLATE "C" NOT NULL, -- 'req', 'cra', 'seao', 'buyer'...
  source_key    TEXT COLLATE "C" NOT NULL, -- its key there
  kind          TEXT COLLATE "C" NOT NULL, -- 'new', 'status', 'name', 'address'...
  record        TEXT COLLATE "C" NOT NULL, -- the record it speaks of, '' for a new one
  name          TEXT COLLATE "C" NOT NULL,
  neq           TEXT COLLATE "C" NOT NULL,
  data          TEXT COLLATE "C" NOT NULL, -- JSON
  digest        TEXT COLLATE "C" NOT NULL, -- of data
  state         TEXT COLLATE "C" NOT NULL CHECK (state IN ('proposed', 'accepted', 'dismissed')),
  reason        TEXT COLLATE "C" NOT NULL,
  proposed_at   TIMESTAMPTZ NOT NULL,
  settled_at    TIMESTAMPTZ,
  settled_by    TEXT COLLATE "C" NOT NULL,
  UNIQUE (source, source_key, kind)
);
CREATE INDEX candidates_state ON candidates (state, source, kind);

-- Ledgers and what is read from them.
CREATE TABLE ledgers (
  id            TEXT COLLATE "C" PRIMARY KEY,
  organisation  TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
  file          TEXT COLLATE "C" NOT NULL,
  digest        TEXT COLLATE "C" NOT NULL, -- SHA-256 of the file
  blob          TEXT COLLATE "C" NOT NULL, -- key of the file
  options       TEXT COLLATE "C" NOT NULL, -- JSON: what a person decided
  profile       TEXT COLLATE "C" NOT NULL, -- JSON: how it was read
  book          BYTEA NOT NULL, -- zstd of JSON: tables, rows set aside, warnings
  basis         TEXT COLLATE "C" NOT NULL,
  currency      TEXT COLLATE "C" NOT NULL,
  lines         BIGINT NOT NULL,
  suppliers     BIGINT NOT NULL,
  total         NUMERIC NOT NULL,
  first_day     TEXT COLLATE "C" NOT NULL, -- of dated lines, '' when none
  last_day      TEXT COLLATE "C" NOT NULL,
  undated       BIGINT NOT NULL,
  imported_by   TEXT COLLATE "C" NOT NULL,
  imported_at   TIMESTAMPTZ NOT NULL,
  state         TEXT COLLATE "C" NOT NULL CHECK (state IN ('imported', 'undone')),
  undone_by     TEXT COLLATE "C" NOT NULL,
  undone_at     TIMESTAMPTZ,
  undone_reason TEXT COLLATE "C" NOT NULL,
  UNIQUE (organisation, id)
);
CREATE UNIQUE INDEX ledgers_digest ON ledgers (organisation, digest) WHERE state = 'imported';

-- Lines have no foreign key: they are written and removed with their ledger,
-- in its transaction, half a million at a time.
CREATE TABLE lines (
  organisation  TEXT COLLATE "C" NOT NULL,
  ledger        TEXT COLLATE "C" NOT NULL,
  n             BIGINT NOT NULL, -- index in the ledger, from 0
  table_no      BIGINT NOT NULL,
  row_no        BIGINT NOT NULL,
  line_key      TEXT COLLATE "C" NOT NULL, -- with its version: '1:...'
  supplier_key  TEXT COLLATE "C" NOT NULL, -- of suppliers
  supplier      TEXT COLLATE "C" NOT NULL,
  supplier_no   TEXT COLLATE "C" NOT NULL,
  amount        NUMERIC NOT NULL,
  micros        BIGINT NOT NULL, -- the amount in millionths of a dollar, for sums
  amount_cell   TEXT COLLATE "C" NOT NULL,
  day           TEXT COLLATE "C" NOT NULL, -- civil date, '' when absent
  description   TEXT COLLATE "C" NOT NULL,
  account       TEXT COLLATE "C" NOT NULL,
  invoice       TEXT COLLATE "C" NOT NULL,
  payment       TEXT COLLATE "C" NOT NULL,
  neq           TEXT COLLATE "C" NOT NULL,
  bn            TEXT COLLATE "C" NOT NULL,
  qst_no        TEXT COLLATE "C" NOT NULL,
  city          TEXT COLLATE "C" NOT NULL,
  postal        TEXT COLLATE "C" NOT NULL,
  currency      TEXT COLLATE "C" NOT NULL,
  person        BOOLEAN NOT NULL, -- the supplier is a natural person
  PRIMARY KEY (organisation, ledger, n)
);

-- How each ledger writes each supplier; suppliers are summed from it.
CREATE TABLE spellings (
  organisation  TEXT COLLATE "C" NOT NULL,
  ledger        TEXT COLLATE "C" NOT NULL,
  n             BIGINT NOT NULL,
  supplier_key  TEXT COLLATE "C" NOT NULL,
  spelling      TEXT COLLATE "C" NOT NULL,
  neq           TEXT COLLATE "C" NOT NULL,
  bn            TEXT COLLATE "C" NOT NULL,
  person        BOOLEAN NOT NULL,
  lines         BIGINT NOT NULL,
  total         NUMERIC NOT NULL,
  first_day     TEXT COLLATE "C" NOT NULL,
  last_day      TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organisation, ledger, n)
);
CREATE INDEX spellings_supplier ON spellings (organisation, supplier_key);

CREATE TABLE suppliers (
  organisation  TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
  supplier_key  TEXT COLLATE "C" NOT NULL,
  name          TEXT COLLATE "C" NOT NULL, -- the most frequent spelling
  spellings     TEXT COLLATE "C" NOT NULL, -- JSON list, the most frequent first
  search        TEXT COLLATE "C" NOT NULL, -- folded spellings
  neq           TEXT COLLATE "C" NOT NULL,
  bn            TEXT COLLATE "C" NOT NULL,
  person        BOOLEAN NOT NULL,
  lines         BIGINT NOT NULL,
  total         NUMERIC NOT NULL,
  first_day     TEXT COLLATE "C" NOT NULL,
  last_day      TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organisation, supplier_key)
);

CREATE TABLE decisions (
  id            TEXT COLLATE "C" PRIMARY KEY,
  organisation  TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
  scope         TEXT COLLATE "C" NOT NULL CHECK (scope IN ('buyer', 'asked', 'all')),
  kind          TEXT COLLATE "C" NOT NULL,
  neq           TEXT COLLATE "C" NOT NULL,
  bn            TEXT COLLATE "C" NOT NULL,
  name          TEXT COLLATE "C" NOT NULL, -- the first spelling
  verdict       TEXT COLLATE "C" NOT NULL,
  enterprise    TEXT COLLATE "C" NOT NULL,
  class         TEXT COLLATE "C" NOT NULL,
  data          TEXT COLLATE "C" NOT NULL, -- review.Decision as JSON, as it was taken
  author        TEXT COLLATE "C" NOT NULL,
  at            TIMESTAMPTZ NOT NULL,
  agreed_by     TEXT COLLATE "C" NOT NULL, -- who opened it to all buyers, or declined
  agreed_at     TIMESTAMPTZ,
  agreed_reason TEXT COLLATE "C" NOT NULL,
  reversed_by   TEXT COLLATE "C" NOT NULL,
  reversed_at   TIMESTAMPTZ,
  reversed_reason TEXT COLLATE "C" NOT NULL
);
CREATE INDEX decisions_organisation ON decisions (organisation, at);
CREATE INDEX decisions_scope ON decisions (scope, at);

-- Diagnostics: frozen values, what they are made of, and their life.
CREATE TABLE diagnostics (
  id            TEXT COLLATE "C" PRIMARY KEY,
  organisation  TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
  period        TEXT COLLATE "C" NOT NULL,
  first_day     TEXT COLLATE "C" NOT NULL,
  last_day      TEXT COLLATE "C" NOT NULL,
  run           TEXT COLLATE "C" NOT NULL,
  state         TEXT COLLATE "C" NOT NULL CHECK (state IN ('draft', 'validated', 'published', 'reopened')),
  edition       BIGINT NOT NULL,
  policy        TEXT COLLATE "C" NOT NULL,
  digest        TEXT COLLATE "C" NOT NULL, -- SHA-256 of the snapshot before compression
  blob          TEXT COLLATE "C" NOT NULL, -- key of the snapshot
  basis         TEXT COLLATE "C" NOT NULL,
  currency      TEXT COLLATE "C" NOT NULL,
  lines         BIGINT NOT NULL,
  suppliers     BIGINT NOT NULL,
  total         NUMERIC NOT NULL,
  addressable   NUMERIC NOT NULL,
  confirmed     NUMERIC NOT NULL,
  probable      NUMERIC NOT NULL,
  ceiling       NUMERIC NOT NULL,
  made_by       TEXT COLLATE "C" NOT NULL,
  made_at       TIMESTAMPTZ NOT NULL,
  UNIQUE (organisation, id)
);
CREATE INDEX diagnostics_organisation ON diagnostics (organisation, made_at);

CREATE TABLE diagnostic_states (
  organisation  TEXT COLLATE "C" NOT NULL,
  diagnostic    TEXT COLLATE "C" NOT NULL,
  n             BIGINT NOT NULL,
  state         TEXT COLLATE "C" NOT NULL,
  author        TEXT COLLATE "C" NOT NULL,
  at            TIMESTAMPTZ NOT NULL,
  reason        TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organisation, diagnostic, n),
  FOREIGN KEY (organisation, diagnostic) REFERENCES diagnostics (organisation, id)
);

CREATE TABLE diagnostic_uses (
  organisation  TEXT COLLATE "C" NOT NULL,
  diagnostic    TEXT COLLATE "C" NOT NULL,
  kind          TEXT COLLATE "C" NOT NULL CHECK (kind IN ('ledger', 'decision')),
  ref           TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organisation, diagnostic, kind, ref),
  FOREIGN KEY (organisation, diagnostic) REFERENCES diagnostics (organisation, id)
);
CREATE INDEX diagnostic_uses_ref ON diagnostic_uses (kind, ref);

CREATE TABLE targets (
  id            TEXT COLLATE "C" PRIMARY KEY,
  organisation  TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
  year          BIGINT NOT NULL,
  percent       NUMERIC NOT NULL,
  set_by        TEXT COLLATE "C" NOT NULL,
  set_at        TIMESTAMPTZ NOT NULL
);
CREATE INDEX targets_organisation ON targets (organisation, year, set_at);

CREATE TABLE profiles (
  organisation  TEXT COLLATE "C" NOT NULL, -- '' for all
  fingerprint   TEXT COLLATE "C" NOT NULL,
  profile       TEXT COLLATE "C" NOT NULL, -- JSON
  saved_by      TEXT COLLATE "C" NOT NULL,
  saved_at      TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (organisation, fingerprint)
);

CREATE TABLE policy_files (
  id            TEXT COLLATE "C" PRIMARY KEY,
  file          TEXT COLLATE "C" NOT NULL,
  content       TEXT COLLATE "C" NOT NULL, -- '' goes back to the policy built in
  author        TEXT COLLATE "C" NOT NULL,
  at            TIMESTAMPTZ NOT NULL,
  reason        TEXT COLLATE "C" NOT NULL,
  effective     TEXT COLLATE "C" NOT NULL -- civil date from which it holds
);
CREATE INDEX policy_files_file ON policy_files (file, effective, at);

CREATE TABLE audit_log (
  id            TEXT COLLATE "C" PRIMARY KEY,
  at            TIMESTAMPTZ NOT NULL,
  actor         TEXT COLLATE "C" NOT NULL,
  organisation  TEXT COLLATE "C" NOT NULL, -- '' for the Pôle
  action        TEXT COLLATE "C" NOT NULL,
  object_kind   TEXT COLLATE "C" NOT NULL,
  object        TEXT COLLATE "C" NOT NULL,
  detail        TEXT COLLATE "C" NOT NULL -- JSON
);
CREATE INDEX audit_log_organisation ON audit_log (organisation, at);

CREATE TABLE settings (
  name          TEXT COLLATE "C" PRIMARY KEY,
  value         TEXT COLLATE "C" NOT NULL,
  set_by        TEXT COLLATE "C" NOT NULL,
  set_at        TIMESTAMPTZ NOT NULL
);

CREATE TABLE sessions (
  token         TEXT COLLATE "C" PRIMARY KEY, -- SHA-256 of the token, hexadecimal
  data          BYTEA NOT NULL,
  expires_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- What was written stays as it was written.
-- +goose StatementBegin
CREATE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is never changed', TG_TABLE_NAME;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_log_kept BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION never_changed();
CREATE TRIGGER registry_versions_kept BEFORE UPDATE OR DELETE ON registry_versions
  FOR EACH ROW EXECUTE FUNCTION never_changed();

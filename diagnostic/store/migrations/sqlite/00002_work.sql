-- +goose Up

-- Files on their way to being ledgers.
CREATE TABLE uploads (
  id            TEXT PRIMARY KEY,
  organisation  TEXT NOT NULL REFERENCES organisations (id),
  file          TEXT NOT NULL,
  digest        TEXT NOT NULL, -- SHA-256 of the file
  blob          TEXT NOT NULL,
  size          INTEGER NOT NULL,
  reading       TEXT NOT NULL, -- JSON: what a person decided
  state         TEXT NOT NULL CHECK (state IN ('received', 'understood', 'refused', 'confirmed', 'imported', 'dropped')),
  understood    BLOB NOT NULL, -- JSON, empty until it is read
  fault         TEXT NOT NULL, -- JSON, '' for none
  ledger        TEXT NOT NULL, -- what it became
  uploaded_by   TEXT NOT NULL,
  uploaded_at   TEXT NOT NULL,
  changed_at    TEXT NOT NULL
) STRICT;
CREATE INDEX uploads_organisation ON uploads (organisation, state);

-- Keys under which natural persons are given pseudonyms.
CREATE TABLE organisation_keys (
  organisation  TEXT PRIMARY KEY REFERENCES organisations (id),
  secret        BLOB NOT NULL
) STRICT;

-- Work that outlives a request. Not part of a backup.
CREATE TABLE jobs (
  id            TEXT PRIMARY KEY,
  organisation  TEXT NOT NULL,
  kind          TEXT NOT NULL,
  object        TEXT NOT NULL,
  payload       TEXT NOT NULL,
  asked_by      TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  attempts      INTEGER NOT NULL,
  step          TEXT NOT NULL,
  progress      INTEGER NOT NULL,
  total         INTEGER NOT NULL,
  fault         TEXT NOT NULL,
  result        TEXT NOT NULL,
  worker        TEXT NOT NULL,
  created_at    TEXT NOT NULL,
  renewed_at    TEXT NOT NULL,
  ended_at      TEXT
) STRICT;
CREATE INDEX jobs_state ON jobs (state, created_at);
CREATE INDEX jobs_object ON jobs (organisation, object, created_at);

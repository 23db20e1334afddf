-- +goose Up

-- Files on their way to being ledgers.
CREATE TABLE uploads (
  id            TEXT COLLATE "C" PRIMARY KEY,
  organisation  TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
  file          TEXT COLLATE "C" NOT NULL,
  digest        TEXT COLLATE "C" NOT NULL, -- SHA-256 of the file
  blob          TEXT COLLATE "C" NOT NULL,
  size          BIGINT NOT NULL,
  reading       TEXT COLLATE "C" NOT NULL, -- JSON: what a person decided
  state         TEXT COLLATE "C" NOT NULL CHECK (state IN ('received', 'understood', 'refused', 'confirmed', 'imported', 'dropped')),
  understood    BYTEA NOT NULL, -- JSON, empty until it is read
  fault         TEXT COLLATE "C" NOT NULL, -- JSON, '' for none
  ledger        TEXT COLLATE "C" NOT NULL, -- what it became
  uploaded_by   TEXT COLLATE "C" NOT NULL,
  uploaded_at   TIMESTAMPTZ NOT NULL,
  changed_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX uploads_organisation ON uploads (organisation, state);

-- Keys under which natural persons are given pseudonyms.
CREATE TABLE organisation_keys (
  organisation  TEXT COLLATE "C" PRIMARY KEY REFERENCES organisations (id),
  secret        BYTEA NOT NULL
);

-- Work that outlives a request. Not part of a backup.
CREATE TABLE jobs (
  id            TEXT COLLATE "C" PRIMARY KEY,
  organisation  TEXT COLLATE "C" NOT NULL,
  kind          TEXT COLLATE "C" NOT NULL,
  object        TEXT COLLATE "C" NOT NULL,
  payload       TEXT COLLATE "C" NOT NULL,
  asked_by      TEXT COLLATE "C" NOT NULL,
  state         TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  attempts      BIGINT NOT NULL,
  step          TEXT COLLATE "C" NOT NULL,
  progress      BIGINT NOT NULL,
  total         BIGINT NOT NULL,
  fault         TEXT COLLATE "C" NOT NULL,
  result        TEXT COLLATE "C" NOT NULL,
  worker        TEXT COLLATE "C" NOT NULL,
  created_at    TIMESTAMPTZ NOT NULL,
  renewed_at    TIMESTAMPTZ NOT NULL,
  ended_at      TIMESTAMPTZ
);
CREATE INDEX jobs_state ON jobs (state, created_at);
CREATE INDEX jobs_object ON jobs (organisation, object, created_at);

-- +goose Up

-- What advisors changed in the words of a diagnostic; the last line holds.
CREATE TABLE diagnostic_edits (
  organisation  TEXT COLLATE "C" NOT NULL,
  diagnostic    TEXT COLLATE "C" NOT NULL,
  n             BIGINT NOT NULL,
  data          TEXT COLLATE "C" NOT NULL, -- JSON
  author        TEXT COLLATE "C" NOT NULL,
  at            TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (organisation, diagnostic, n),
  FOREIGN KEY (organisation, diagnostic) REFERENCES diagnostics (organisation, id)
);

-- What was frozen: 0 is the value as it was measured, the others the values
-- that a change of state froze, under its number.
CREATE TABLE diagnostic_snapshots (
  organisation  TEXT COLLATE "C" NOT NULL,
  diagnostic    TEXT COLLATE "C" NOT NULL,
  n             BIGINT NOT NULL,
  blob          TEXT COLLATE "C" NOT NULL,
  digest        TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organisation, diagnostic, n),
  FOREIGN KEY (organisation, diagnostic) REFERENCES diagnostics (organisation, id)
);

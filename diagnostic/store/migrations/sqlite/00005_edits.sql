-- +goose Up

-- What advisors changed in the words of a diagnostic; the last line holds.
CREATE TABLE diagnostic_edits (
  organisation  TEXT NOT NULL,
  diagnostic    TEXT NOT NULL,
  n             INTEGER NOT NULL,
  data          TEXT NOT NULL, -- JSON
  author        TEXT NOT NULL,
  at            TEXT NOT NULL,
  PRIMARY KEY (organisation, diagnostic, n),
  FOREIGN KEY (organisation, diagnostic) REFERENCES diagnostics (organisation, id)
) STRICT;

-- What was frozen: 0 is the value as it was measured, the others the values
-- that a change of state froze, under its number.
CREATE TABLE diagnostic_snapshots (
  organisation  TEXT NOT NULL,
  diagnostic    TEXT NOT NULL,
  n             INTEGER NOT NULL,
  blob          TEXT NOT NULL,
  digest        TEXT NOT NULL,
  PRIMARY KEY (organisation, diagnostic, n),
  FOREIGN KEY (organisation, diagnostic) REFERENCES diagnostics (organisation, id)
) STRICT;

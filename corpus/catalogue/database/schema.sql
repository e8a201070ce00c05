-- What is held. Offsets are characters of the version's text. Dates are ISO strings; '' stands for not known.
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sources (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL, jurisdiction TEXT NOT NULL, issuer TEXT NOT NULL,
  author TEXT NOT NULL, url TEXT NOT NULL, language TEXT NOT NULL, licence TEXT NOT NULL, published TEXT NOT NULL,
  origin TEXT NOT NULL, added_at TEXT NOT NULL
) STRICT;
-- state: 'staged' while its passages are on their way into the index, then 'held', then 'retired' until they are out again,
-- then 'kept' without passages as long as its replacement or removal can be undone.
-- Provisions and passages repeat their text: cutting it out of a version of some megabytes costs milliseconds each time.
-- digest: SHA-256 of the text. `original` keeps the bytes of a PDF, so that its page can be shown.
CREATE TABLE IF NOT EXISTS versions (
  number INTEGER PRIMARY KEY AUTOINCREMENT, source_id TEXT NOT NULL, digest TEXT NOT NULL, valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL, retrieved_at TEXT NOT NULL, state TEXT NOT NULL, source_json TEXT NOT NULL, warnings TEXT NOT NULL,
  text TEXT NOT NULL, original BLOB
) STRICT;
CREATE INDEX IF NOT EXISTS versions_by_source ON versions (source_id, state);
-- Digests of the parts of an edition as they were written (seals.py); source_id: as it was then.
CREATE TABLE IF NOT EXISTS seals (
  version INTEGER PRIMARY KEY, source_id TEXT NOT NULL, record TEXT NOT NULL, tree TEXT NOT NULL, passages TEXT NOT NULL,
  original TEXT NOT NULL
) STRICT;
-- The path or address that an edition came from, and of what class it is: publisher, packaged, handed_in or upload.
CREATE TABLE IF NOT EXISTS origins (
  version INTEGER PRIMARY KEY, origin TEXT NOT NULL, origin_class TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS origins_by_origin ON origins (origin);
CREATE TABLE IF NOT EXISTS provisions (
  version INTEGER NOT NULL, position INTEGER NOT NULL, locator TEXT NOT NULL, key TEXT NOT NULL, role TEXT NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, parent INTEGER, after INTEGER NOT NULL, heading TEXT NOT NULL, page INTEGER,
  language TEXT NOT NULL, flags INTEGER NOT NULL, detail TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (version, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS provisions_by_key ON provisions (key, version);
CREATE TABLE IF NOT EXISTS terms (term TEXT NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS terms_by_term ON terms (term);
CREATE INDEX IF NOT EXISTS terms_by_version ON terms (version);
CREATE TABLE IF NOT EXISTS passages (
  version INTEGER NOT NULL, ordinal INTEGER NOT NULL, id TEXT NOT NULL, locator TEXT NOT NULL, start INTEGER NOT NULL,
  end INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, context TEXT NOT NULL, heading TEXT NOT NULL,
  locators TEXT NOT NULL, role TEXT NOT NULL, page INTEGER, language TEXT NOT NULL, identifiers TEXT NOT NULL,
  occurrence INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (version, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS passages_by_id ON passages (id, version);
-- The log: every change of what is held. before, after: JSON lists of [number, valid_from, digest] of editions; bytes: what
-- keeping `before` costs; undoes: the entry that this one took back, undone: the entry that took this one back.
CREATE TABLE IF NOT EXISTS history (
  entry INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, by TEXT NOT NULL, action TEXT NOT NULL, source_id TEXT NOT NULL,
  title TEXT NOT NULL, origin_class TEXT NOT NULL, origin TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
  bytes INTEGER NOT NULL, undoes INTEGER, undone INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS history_by_source ON history (source_id);

-- Who an entry was kept with: one person, several people, or a circle.
CREATE TABLE conversations (
    id    INTEGER PRIMARY KEY,
    key   TEXT NOT NULL UNIQUE,
    -- The name to show; of several people the one is made of theirs.
    title TEXT NOT NULL,
    count INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Somebody under a name that they had.
CREATE TABLE people (
    id    INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    name  TEXT NOT NULL,
    UNIQUE (email, name)
) STRICT;

-- Who took part in a conversation of several.
CREATE TABLE members (
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    person       INTEGER NOT NULL REFERENCES people,
    PRIMARY KEY (conversation, person)
) STRICT, WITHOUT ROWID;

-- A look that many messages share, as it stands on the wire.
CREATE TABLE formats (
    id    INTEGER PRIMARY KEY,
    value TEXT NOT NULL UNIQUE
) STRICT;

-- What was said, and what happened. The id is the time in milliseconds, and a number within it, so that the order of
-- ids is the order of time.
CREATE TABLE entries (
    id           INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    -- Counts up: what is in the file before a conversation begins has a lower one.
    added        INTEGER NOT NULL,
    -- Seconds east of UTC, and the day since 1970, where it was said.
    zone         INTEGER NOT NULL,
    day          INTEGER NOT NULL,
    kind         INTEGER NOT NULL,
    person       INTEGER NOT NULL REFERENCES people,
    state        INTEGER,
    error        TEXT,
    format       INTEGER REFERENCES formats,
    -- Whether a program said it by itself.
    automatic    INTEGER NOT NULL DEFAULT 0,
    -- The name that the message itself brought.
    shown_as     TEXT,
    text         TEXT,
    -- The service's name for a message that waited there, and whether it has been shown.
    waited       TEXT UNIQUE,
    shown        INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX entries_of_conversations ON entries (conversation, id);
CREATE INDEX entries_of_days ON entries (day, conversation, id);
CREATE INDEX entries_under_way ON entries (state) WHERE state <= 1;

-- The words, folded; and the conversation as a word, so that a search in one of them looks at nothing else.
CREATE VIRTUAL TABLE words USING fts5 (
    text, place, content = '', contentless_delete = 1, prefix = '1 2', tokenize = "unicode61 remove_diacritics 0"
);

CREATE TRIGGER entry_added AFTER INSERT ON entries BEGIN
    UPDATE conversations SET count = count + 1 WHERE id = new.conversation;
END;
CREATE TRIGGER entry_removed AFTER DELETE ON entries BEGIN
    UPDATE conversations SET count = count - 1 WHERE id = old.conversation;
    DELETE FROM words WHERE rowid = old.id;
END;

CREATE TABLE numbers (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO numbers VALUES ('added', 0);

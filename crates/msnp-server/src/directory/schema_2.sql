-- Version 2: what the address book of MSNP13 and later knows beside the lists. Foreign keys are off while this runs,
-- so that a table that is made anew takes nothing with it.

-- Made anew, since somebody may now be kept in the book without being on any list.
CREATE TABLE entries_2 (
    owner INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    contact INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    given_name TEXT,
    -- The bits of LST: 1 forward, 2 allow, 4 block, 8 reverse, 16 pending.
    lists INTEGER NOT NULL CHECK (lists BETWEEN 0 AND 31),
    -- In the address book though not on the forward list: no messenger user, as the book says.
    kept INTEGER NOT NULL DEFAULT 0,
    -- When the owner or the other side made the entry, and when it came on the reverse list; 0 is unknown.
    since INTEGER NOT NULL DEFAULT 0,
    reverse_since INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (owner, contact),
    CHECK (lists > 0 OR kept)
) WITHOUT ROWID;
INSERT INTO entries_2 (owner, contact, given_name, lists) SELECT owner, contact, given_name, lists FROM entries;
DROP TABLE entries;
ALTER TABLE entries_2 RENAME TO entries;
CREATE INDEX entries_by_contact ON entries (contact);

-- Notes, telephone numbers and annotations of a contact; the owner's own where both are the same.
CREATE TABLE details (
    owner INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    contact INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner, contact, key)
) WITHOUT ROWID;
CREATE INDEX details_by_contact ON details (contact);

-- What changed last at which serial, so that a client can ask for what is new. By GUID and address, since the account
-- may be gone.
CREATE TABLE changes (
    owner INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('me', 'person', 'group')),
    key TEXT NOT NULL,
    email TEXT NOT NULL DEFAULT '',
    -- Of a person: the lists that they were on at any time since this row was made; 32 for the book.
    was INTEGER NOT NULL DEFAULT 0,
    serial INTEGER NOT NULL,
    PRIMARY KEY (owner, kind, key)
) WITHOUT ROWID;
CREATE INDEX changes_by_serial ON changes (owner, serial);

-- The oldest serial from which all changes are known.
ALTER TABLE accounts ADD COLUMN history INTEGER NOT NULL DEFAULT 1;
UPDATE accounts SET history = serial;

-- Version 1 of the accounts file. A later version is a file of its own that changes this one's tables.
CREATE TABLE accounts (
    -- AUTOINCREMENT: a number is never used twice, so that nobody inherits a removed account's place on a list.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    -- The address in lower case: addresses are compared without regard to case.
    email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    guid TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    md5_salt TEXT,
    md5_digest TEXT,
    privacy TEXT NOT NULL DEFAULT 'AL' CHECK (privacy IN ('AL', 'BL')),
    add_policy TEXT NOT NULL DEFAULT 'A' CHECK (add_policy IN ('A', 'N')),
    serial INTEGER NOT NULL DEFAULT 1,
    greeted INTEGER NOT NULL DEFAULT 0,
    CHECK ((md5_salt IS NULL) = (md5_digest IS NULL))
);

CREATE TABLE entries (
    owner INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    contact INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    given_name TEXT,
    -- The bits of LST: 1 forward, 2 allow, 4 block, 8 reverse, 16 pending.
    lists INTEGER NOT NULL CHECK (lists BETWEEN 1 AND 31),
    PRIMARY KEY (owner, contact)
) WITHOUT ROWID;
CREATE INDEX entries_by_contact ON entries (contact);

CREATE TABLE contact_groups (
    owner INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number > 0),
    guid TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (owner, number)
) WITHOUT ROWID;

CREATE TABLE members (
    owner INTEGER NOT NULL,
    contact INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (owner, contact, number),
    FOREIGN KEY (owner, contact) REFERENCES entries (owner, contact) ON DELETE CASCADE,
    FOREIGN KEY (owner, number) REFERENCES contact_groups (owner, number) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX members_by_group ON members (owner, number);

CREATE TABLE properties (
    owner INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner, key)
) WITHOUT ROWID;

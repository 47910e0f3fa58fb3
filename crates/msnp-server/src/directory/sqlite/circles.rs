//! Circles, in the file. Their tables are made wherever they are missing, beside the versions of the others.

use super::{SqliteDirectory, found};
use crate::directory::{AccountId, Circle, CircleMember, CircleRole, CircleStanding, Circles, Result};
use rusqlite::{Connection, OptionalExtension, Row, params};

const TABLES: &str = "CREATE TABLE IF NOT EXISTS circles (
        guid TEXT PRIMARY KEY,
        name TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS circle_members (
        circle TEXT NOT NULL REFERENCES circles (guid) ON DELETE CASCADE,
        account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        standing TEXT NOT NULL,
        inviter INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (circle, account)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS circle_members_by_account ON circle_members (account);";

/// Sees to it that the tables are there.
pub(super) fn prepare(connection: &Connection) -> Result<()> {
    Ok(connection.execute_batch(TABLES)?)
}

const fn role(role: CircleRole) -> &'static str {
    match role {
        CircleRole::Admin => "admin",
        CircleRole::Member => "member",
    }
}

const fn standing(standing: CircleStanding) -> &'static str {
    match standing {
        CircleStanding::Invited => "invited",
        CircleStanding::Member => "member",
        CircleStanding::Gone => "gone",
    }
}

const MEMBER: &str = "m.account, m.role, m.standing, m.inviter, m.message";

/// The columns of [`MEMBER`], from this one on.
fn member(row: &Row<'_>, at: usize) -> rusqlite::Result<CircleMember> {
    let (role, standing): (String, String) = (row.get(at + 1)?, row.get(at + 2)?);
    Ok(CircleMember {
        account: AccountId(row.get(at)?),
        role: if role == "admin" { CircleRole::Admin } else { CircleRole::Member },
        standing: match standing.as_str() {
            "member" => CircleStanding::Member,
            "invited" => CircleStanding::Invited,
            _ => CircleStanding::Gone,
        },
        inviter: row.get::<_, Option<i64>>(at + 3)?.map(AccountId),
        message: row.get(at + 4)?,
    })
}

impl Circles for SqliteDirectory {
    fn add_circle(&mut self, circle: &Circle) -> Result<()> {
        self.change(|transaction| {
            transaction
                .execute("INSERT INTO circles (guid, name) VALUES (?1, ?2)", params![circle.guid, circle.name])?;
            Ok(())
        })
    }

    fn circle(&self, guid: &str) -> Result<Option<Circle>> {
        let mut query = self.connection.prepare_cached("SELECT guid, name FROM circles WHERE guid = ?1")?;
        Ok(query.query_row([guid], |row| Ok(Circle { guid: row.get(0)?, name: row.get(1)? })).optional()?)
    }

    fn circle_members(&self, guid: &str) -> Result<Vec<CircleMember>> {
        let text = format!("SELECT {MEMBER} FROM circle_members m WHERE m.circle = ?1 ORDER BY m.account");
        let mut query = self.connection.prepare_cached(&text)?;
        let all = query.query_map([guid], |row| member(row, 0))?.collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }

    fn circles_of(&self, account: AccountId) -> Result<Vec<(Circle, CircleMember)>> {
        let text = format!(
            "SELECT c.guid, c.name, {MEMBER} FROM circle_members m JOIN circles c ON c.guid = m.circle
             WHERE m.account = ?1 ORDER BY c.guid"
        );
        let mut query = self.connection.prepare_cached(&text)?;
        let row = |row: &Row<'_>| Ok((Circle { guid: row.get(0)?, name: row.get(1)? }, member(row, 2)?));
        let all = query.query_map([account.0], row)?.collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }

    fn set_circle_member(&mut self, guid: &str, member: &CircleMember) -> Result<()> {
        self.change(|transaction| {
            // Nobody, where there is no such circle or account.
            found(transaction.execute(
                "INSERT INTO circle_members (circle, account, role, standing, inviter, message)
                 SELECT c.guid, a.id, ?3, ?4, ?5, ?6 FROM circles c, accounts a WHERE c.guid = ?1 AND a.id = ?2
                 ON CONFLICT (circle, account) DO UPDATE SET role = excluded.role, standing = excluded.standing,
                     inviter = excluded.inviter, message = excluded.message",
                params![
                    guid,
                    member.account.0,
                    role(member.role),
                    standing(member.standing),
                    member.inviter.map(|inviter| inviter.0),
                    member.message,
                ],
            )?)
        })
    }

    fn forget_circle_member(&mut self, guid: &str, account: AccountId) -> Result<()> {
        self.change(|transaction| {
            let place = "DELETE FROM circle_members WHERE circle = ?1 AND account = ?2";
            found(transaction.execute(place, params![guid, account.0])?)?;
            transaction.execute(
                "DELETE FROM circles WHERE guid = ?1 AND guid NOT IN (SELECT circle FROM circle_members)",
                [guid],
            )?;
            Ok(())
        })
    }
}

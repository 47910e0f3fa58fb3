//! ADG, REG, RMG.

use super::sync::group_id;
use super::{ConnectionId, Outcome, Refused, Server};
use crate::directory::Group;
use crate::entropy::guid;
use msnp::command::Server as Any;
use msnp::command::groups::{Client, Server as Reply};
use msnp::types::{GroupId, TransactionId};
use msnp::wire::Encoded;

/// The longest group name, in bytes on the wire.
pub(super) const LONGEST: usize = 61;

impl Server {
    pub(super) fn groups_command(&mut self, id: ConnectionId, command: Client) -> Outcome {
        if !self.dialect(id).features().groups {
            return Err(Refused::With(502));
        }
        match command {
            Client::Add { transaction, name, .. } => self.add_group(id, transaction, &name),
            Client::Rename { transaction, group, name, .. } => self.rename_group(id, transaction, &group, &name),
            Client::Remove { transaction, group } => self.remove_group(id, transaction, &group),
        }
    }

    /// The number of a group as the client names it; `None` is group 0 of MSNP7 to 9.
    pub(super) fn group_number(&self, id: ConnectionId, group: &GroupId) -> Result<Option<u32>, Refused> {
        let dialect = self.dialect(id);
        if !dialect.features().guids && group.is_default() {
            return Ok(None);
        }
        let groups = self.directory.groups(self.account(id)?.id)?;
        let found = groups.iter().find(|known| group_id(dialect, known).0.eq_ignore_ascii_case(&group.0));
        found.map(|known| Some(known.number)).ok_or(Refused::With(224))
    }

    /// The group to change or remove: any but group 0.
    fn own_group(&self, id: ConnectionId, group: &GroupId) -> Result<u32, Refused> {
        self.group_number(id, group)?.ok_or(Refused::With(230))
    }

    /// The name, if a group of these can have it.
    fn group_name(&self, groups: &[Group], name: &Encoded, number: Option<u32>) -> Result<String, Refused> {
        let text = name.text();
        if Encoded::from_text(&text).as_wire().len() > LONGEST {
            return Err(Refused::With(229));
        }
        if text.trim().is_empty() || text.chars().any(char::is_control) {
            return Err(Refused::With(201));
        }
        if groups.iter().any(|group| group.name == text && Some(group.number) != number) {
            return Err(Refused::With(228));
        }
        Ok(text)
    }

    fn add_group(&mut self, id: ConnectionId, transaction: TransactionId, name: &Encoded) -> Outcome {
        let owner = self.account(id)?;
        let groups = self.directory.groups(owner.id)?;
        let text = self.group_name(&groups, name, None)?;
        if groups.len() >= self.settings.group_limit {
            return Err(Refused::With(223));
        }
        let guid = guid(&mut *self.entropy);
        let number = self.directory.add_group(owner.id, &text, &guid)?;
        let name = Encoded::from_text(&text).as_wire().to_owned();
        let parameters = match self.serial(id)? {
            Some(serial) => vec![serial, name, number.to_string(), "0".to_owned()],
            None => vec!["1".to_owned(), name, guid, "0".to_owned()],
        };
        self.send(id, &Any::Groups(Reply::Added { transaction, parameters }));
        Ok(())
    }

    fn rename_group(
        &mut self,
        id: ConnectionId,
        transaction: TransactionId,
        group: &GroupId,
        name: &Encoded,
    ) -> Outcome {
        let owner = self.account(id)?;
        let number = self.own_group(id, group)?;
        let groups = self.directory.groups(owner.id)?;
        let text = self.group_name(&groups, name, Some(number))?;
        self.directory.rename_group(owner.id, number, &text)?;
        let name = Encoded::from_text(&text).as_wire().to_owned();
        let parameters = match self.serial(id)? {
            Some(serial) => vec![serial, group.0.clone(), name, "0".to_owned()],
            None => vec!["1".to_owned(), name, group.0.clone(), "0".to_owned()],
        };
        self.send(id, &Any::Groups(Reply::Renamed { transaction, parameters }));
        Ok(())
    }

    fn remove_group(&mut self, id: ConnectionId, transaction: TransactionId, group: &GroupId) -> Outcome {
        let owner = self.account(id)?;
        let number = self.own_group(id, group)?;
        self.directory.remove_group(owner.id, number)?;
        let first = self.serial(id)?.unwrap_or_else(|| "1".to_owned());
        let parameters = vec![first, group.0.clone()];
        self.send(id, &Any::Groups(Reply::Removed { transaction, parameters }));
        Ok(())
    }
}

//! Who is in a circle: made, invited, answered, left. Everybody whom it concerns is told to look again.

use super::super::{ConnectionId, Outcome, Server};
use crate::directory::{Account, AccountId, Circle, CircleMember, CircleRole, CircleStanding, DirectoryError};
use crate::entropy::hex;
use crate::machine::Refused;
use bytes::Bytes;
use msnp::command::{Server as Any, profile};
use msnp::soap::xml::Writer;

/// How many circles one account may be in or invited to, and how many places a circle has.
const MOST_CIRCLES: usize = 50;
const MOST_MEMBERS: usize = 100;
/// How many circles that somebody has left are remembered for their programs to hear of.
const MOST_GONE: usize = 100;

/// Why it isn't done.
#[derive(Debug)]
pub(in crate::machine) enum Trouble {
    /// No such circle, or none that the account has a place in.
    NoCircle,
    /// Only who runs it may do that.
    NotAdmin,
    /// They are in it, or invited, already.
    Already,
    /// They aren't in it.
    NotThere,
    /// There is no room for one more.
    Full,
    /// The directory failed, or the account is gone.
    Failed,
}

impl From<DirectoryError> for Trouble {
    fn from(error: DirectoryError) -> Self {
        tracing::warn!(%error, "the directory failed");
        Self::Failed
    }
}

impl From<Refused> for Trouble {
    fn from(_: Refused) -> Self {
        Self::Failed
    }
}

type Done<T> = Result<T, Trouble>;

impl Server {
    /// Makes a circle with `owner` in it; answers its GUID.
    pub(in crate::machine) fn make_circle(&mut self, owner: &Account, name: &str) -> Done<String> {
        self.check_circles(owner.id)?;
        // The form by which clients know a circle's id.
        let guid = format!("00000000-0000-0000-0009-{}", hex(&mut *self.entropy, 6));
        self.directory.add_circle(&Circle { guid: guid.clone(), name: name.to_owned() })?;
        let (role, standing) = (CircleRole::Admin, CircleStanding::Member);
        let first = CircleMember { account: owner.id, role, standing, inviter: None, message: String::new() };
        self.directory.set_circle_member(&guid, &first)?;
        self.tell_circles(owner.id)?;
        Ok(guid)
    }

    /// A circle that an account has a place in, with that place.
    pub(in crate::machine) fn circle_of(&self, account: AccountId, guid: &str) -> Done<(Circle, CircleMember)> {
        let guid = guid.to_ascii_lowercase();
        let circle = self.directory.circle(&guid)?.ok_or(Trouble::NoCircle)?;
        let member = self.directory.circle_members(&guid)?.into_iter().find(|member| member.account == account);
        Ok((circle, member.ok_or(Trouble::NoCircle)?))
    }

    /// The circle, if `owner` may invite into it and `who` can be invited.
    pub(in crate::machine) fn may_invite(&self, owner: &Account, guid: &str, who: AccountId) -> Done<Circle> {
        let (circle, own) = self.circle_of(owner.id, guid)?;
        match (own.standing, own.role) {
            (CircleStanding::Member, CircleRole::Admin) => {}
            (CircleStanding::Member, CircleRole::Member) => return Err(Trouble::NotAdmin),
            _ => return Err(Trouble::NoCircle),
        }
        let members = self.directory.circle_members(&circle.guid)?;
        let there = members.iter().filter(|member| member.standing != CircleStanding::Gone);
        if there.clone().any(|member| member.account == who) {
            return Err(Trouble::Already);
        }
        if there.count() >= MOST_MEMBERS {
            return Err(Trouble::Full);
        }
        Ok(circle)
    }

    pub(in crate::machine) fn invite_to_circle(
        &mut self,
        owner: &Account,
        guid: &str,
        who: AccountId,
        message: String,
    ) -> Done<()> {
        let circle = self.may_invite(owner, guid, who)?;
        self.check_circles(who)?;
        let (role, standing, inviter) = (CircleRole::Member, CircleStanding::Invited, Some(owner.id));
        let invited = CircleMember { account: who, role, standing, inviter, message };
        self.directory.set_circle_member(&circle.guid, &invited)?;
        self.tell_circles(who)?;
        self.tell_members(&circle.guid, who)
    }

    pub(in crate::machine) fn answer_circle(&mut self, owner: &Account, guid: &str, accept: bool) -> Done<()> {
        let (circle, own) = self.circle_of(owner.id, guid)?;
        match own.standing {
            CircleStanding::Invited => {}
            CircleStanding::Member => return Err(Trouble::Already),
            CircleStanding::Gone => return Err(Trouble::NotThere),
        }
        let standing = if accept { CircleStanding::Member } else { CircleStanding::Gone };
        self.directory.set_circle_member(&circle.guid, &CircleMember { standing, ..own })?;
        self.tell_circles(owner.id)?;
        self.tell_members(&circle.guid, owner.id)
    }

    /// Takes somebody out: themselves, or whom an admin doesn't want any more.
    pub(in crate::machine) fn leave_circle(&mut self, owner: &Account, guid: &str, who: AccountId) -> Done<()> {
        let (circle, own) = self.circle_of(owner.id, guid)?;
        if who != owner.id && (own.standing, own.role) != (CircleStanding::Member, CircleRole::Admin) {
            return Err(Trouble::NotAdmin);
        }
        let (_, place) = self.circle_of(who, &circle.guid)?;
        if place.standing == CircleStanding::Gone {
            return Err(Trouble::NotThere);
        }
        let gone = CircleMember { standing: CircleStanding::Gone, role: CircleRole::Member, ..place };
        self.directory.set_circle_member(&circle.guid, &gone)?;
        for place in self.places(who) {
            self.shut_circle(place, &circle.guid)?;
        }
        self.tell_circles(who)?;
        self.tell_members(&circle.guid, who)?;
        self.keep_an_admin(&circle.guid)
    }

    /// A circle without an admin gets one of its members for it: the one with the oldest account.
    fn keep_an_admin(&mut self, guid: &str) -> Done<()> {
        let members = self.directory.circle_members(guid)?;
        let mut inside = members.iter().filter(|member| member.standing == CircleStanding::Member);
        if inside.clone().any(|member| member.role == CircleRole::Admin) {
            return Ok(());
        }
        match inside.next().cloned() {
            Some(next) => {
                let heir = next.account;
                self.directory.set_circle_member(guid, &CircleMember { role: CircleRole::Admin, ..next })?;
                self.tell_circles(heir)
            }
            // Nobody is left to whom an invitation could lead.
            None => {
                let invited = members.into_iter().filter(|member| member.standing == CircleStanding::Invited);
                for invited in invited {
                    let standing = CircleStanding::Gone;
                    self.directory.set_circle_member(guid, &CircleMember { standing, ..invited.clone() })?;
                    self.tell_circles(invited.account)?;
                }
                Ok(())
            }
        }
    }

    /// Whether there is room for one more circle. Those that are gone are kept for a while, but not without end.
    fn check_circles(&mut self, account: AccountId) -> Done<()> {
        let all = self.directory.circles_of(account)?;
        let (gone, here): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|(_, member)| member.standing == CircleStanding::Gone);
        if gone.len() >= MOST_GONE {
            for (circle, _) in gone {
                self.directory.forget_circle_member(&circle.guid, account)?;
            }
        }
        if here.len() >= MOST_CIRCLES { Err(Trouble::Full) } else { Ok(()) }
    }

    /// All places of an account that know of circles hear that its book is another.
    fn tell_circles(&mut self, account: AccountId) -> Done<()> {
        for id in self.places(account) {
            if self.knows_circles(id) {
                self.send_book_alert(id)?;
            }
        }
        Ok(())
    }

    /// Everybody else in the circle hears that its members are others.
    fn tell_members(&mut self, guid: &str, except: AccountId) -> Done<()> {
        let members = self.directory.circle_members(guid)?;
        let inside = members.iter().filter(|member| member.standing == CircleStanding::Member);
        for member in inside.filter(|member| member.account != except) {
            for id in self.places(member.account) {
                if self.knows_circles(id) {
                    self.send_circle_alert(id, guid)?;
                }
            }
        }
        Ok(())
    }

    fn knows_circles(&self, id: ConnectionId) -> bool {
        let listens = self.session(id).is_some_and(|session| session.synchronized);
        listens && self.dialect(id).features().circles
    }

    /// `NOT`: look into the book of this circle again.
    fn send_circle_alert(&mut self, id: ConnectionId, guid: &str) -> Outcome {
        let mut inside = Writer::bare();
        inside.element("NotificationData", &[], |data| {
            data.leaf("HasNewItem", "true");
            data.leaf("CircleId", guid);
        });
        let account = self.account(id)?;
        let data = Bytes::from(super::super::membership::alert(&account, &inside.finish()));
        self.send(id, &Any::Profile(profile::Server::Notification { data }));
        Ok(())
    }
}

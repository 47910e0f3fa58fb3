//! The lists of MSNP13 and later: fetched from the address book, told to the notification server, and fetched again when
//! it says that they have changed.

use super::errand::Attempt;
use super::errand::Errand;
use super::fallback::{self, Refused};
use super::job::{Job, Step};
use super::{Machine, Phase};
use crate::auth::passport::PassportError;
use crate::content::endpoint::PlaceData;
use crate::error::SignOutReason;
use crate::event::RosterEvent;
use crate::session::{Services, WebError, WebReply, WebRequest};
use crate::soap::address_book::book::{self, AddressBook};
use crate::soap::address_book::edit::{Edit, Who};
use crate::soap::address_book::error::BookError;
use crate::soap::address_book::facts::{self, Facts};
use crate::soap::address_book::{Access, Affinity};
use crate::soap::adl::{self, Entry, Network};
use crate::soap::config;
use crate::soap::membership::{self, Membership};
use crate::soap::token::Audience;
use crate::types::{CircleId, Email, Instant, List, Lists, NetworkId, Secret};
use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

/// After word that the lists have changed, how long more of the same is waited for.
const SETTLE: Duration = Duration::from_secs(1);

/// What is known of the address book, over all connections of a sign-in.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) affinity: Affinity,
    pub(super) membership: Membership,
    pub(super) contacts: AddressBook,
    networks: BTreeMap<Email, Network>,
    /// Whether the profile says that the account has an address book, where the lists come by `SYN`.
    pub(super) migrated: bool,
    /// Whether that book has answered.
    pub(super) beside: bool,
    /// Whether the lists are being fetched.
    fetching: bool,
    /// Whether they have changed since that began.
    stale: bool,
    /// Whether they are fetched once there are new tokens.
    after_tokens: bool,
    /// Whether both services have told everything, or what changed in what they told before.
    pub(super) whole: bool,
    /// Whether a service doesn't tell only what has changed; it isn't asked for that again.
    pub(super) refused: bool,
    /// Edits that wait for a new token.
    pub(super) parked: Vec<(Box<Job>, Box<Edit>, Attempt)>,
    /// How often fetching came to nothing in a row, before it was given up for a while.
    failures: u32,
    /// How often it was given up so.
    given_up: u32,
    /// When to fetch them again.
    again_at: Option<Instant>,
}

/// Why there is nothing to read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error("{0}")]
    Web(#[from] WebError),
    #[error("{0}")]
    Book(#[from] BookError),
    #[error("{0}")]
    Address(#[from] PassportError),
}

impl Book {
    /// How many edits wait for a token at once.
    pub(super) const MAX_PARKED: usize = 128;
    /// How often the lists are asked for until it is given up for a while.
    const TRIES: u32 = 2;
    /// The first and the longest of the pauses before lists that we have already are asked for again.
    const PAUSES: (Duration, Duration) = (Duration::from_secs(15), Duration::from_secs(600));

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.again_at
    }

    /// Somebody, with the network that their account is on.
    pub(super) fn who(&self, email: &Email) -> Who {
        let who = Who::from(email.clone());
        match self.networks.get(email) {
            Some(network) => Who { network: *network, ..who },
            None => who,
        }
    }

    /// Where somebody lives, as the commands write it.
    pub(super) fn network(&self, email: &Email) -> NetworkId {
        NetworkId(u32::from(self.who(email).network.0))
    }

    /// Whether it is known on which network somebody lives. A telephone says so itself.
    pub(super) fn knows(&self, email: &Email) -> bool {
        self.networks.contains_key(email) || Who::from(email.clone()).network == Network::PHONE
    }

    /// Which lists a circle is on: allowed, or blocked.
    pub(super) fn circle_lists(&self, id: &CircleId) -> Option<Lists> {
        let lists = if self.membership.on(List::Block, &id.0).is_some() { List::Block } else { List::Allow };
        self.contacts
            .circles
            .iter()
            .any(|circle| circle.email == id.0)
            .then(|| Lists::NONE.with(List::Forward).with(lists))
    }

    /// Notes on which network somebody lives.
    pub(super) fn lives(&mut self, email: Email, network: Network) {
        self.networks.insert(email, network);
    }

    /// Everything under way was given up; what is known stays.
    pub(super) fn forget(&mut self) {
        self.migrated = false;
        self.beside = false;
        self.fetching = false;
        self.after_tokens = false;
        self.failures = 0;
        self.given_up = 0;
        self.again_at = None;
    }
}

impl Machine {
    /// What `make` makes of the services' addresses and our ticket.
    pub(super) fn book_request(
        &self,
        now: Instant,
        make: impl FnOnce(&Access<'_>) -> Result<WebRequest, PassportError>,
    ) -> Result<WebRequest, Trouble> {
        let Services { address_book, sharing, .. } = self.config.endpoints();
        let ticket: Secret = self.book_ticket(now).ok_or(BookError::NotSignedIn)?;
        let request = make(&Access {
            address_book: address_book.as_deref().unwrap_or_default(),
            sharing: sharing.as_deref().unwrap_or_default(),
            ticket: &ticket,
            affinity: &self.book.affinity,
            insecure_loopback: self.config.insecure_loopback,
        })?;
        Ok(request)
    }

    /// Signed in: the lists come next. A service that says itself where its address book is, is asked first.
    pub(super) fn find_lists(&mut self, now: Instant) {
        self.remember_book();
        if !self.ask_config(now) {
            self.fetch_lists(now);
        }
    }

    /// Asks a service that says itself where its address book is, if there is one and the program doesn't know better.
    pub(super) fn ask_config(&mut self, now: Instant) -> bool {
        let services = &self.config.services;
        if let (Some(url), None) = (services.config.clone(), &services.address_book) {
            match config::request(&url, self.config.insecure_loopback) {
                Ok(request) => {
                    self.run(now, Errand::Config(url), request);
                    return true;
                }
                Err(error) => self.oddity(format!("the service isn't asked for its configuration: {error}")),
            }
        }
        false
    }

    /// Nothing depends on it: where it says nothing, the addresses stay what they were.
    pub(super) fn config_came(&mut self, now: Instant, url: &str, result: Result<WebReply, WebError>) {
        match result {
            Ok(reply) => {
                let found = Services::of(&config::read(url, &reply, self.config.insecure_loopback));
                self.config.services = std::mem::take(&mut self.config.services).or(found);
            }
            Err(error) => self.oddity(format!("the service's configuration didn't come: {error}")),
        }
        if self.features().lists_by_sync {
            self.fetch_details(now);
        } else {
            self.fetch_lists(now);
        }
    }

    /// Fetches the lists: first the membership, then the book.
    pub(super) fn fetch_lists(&mut self, now: Instant) {
        self.book.again_at = None;
        if std::mem::replace(&mut self.book.fetching, true) {
            self.book.stale = true;
            return;
        }
        self.book.stale = false;
        self.ask_membership(now);
    }

    fn ask_membership(&mut self, now: Instant) {
        let since = self.book.members_since().map(str::to_owned);
        let request = self.book_request(now, |access| membership::request(access, since.as_deref()));
        self.fetch(now, Errand::Membership { changes: since.is_some() }, request);
    }

    fn ask_contacts(&mut self, now: Instant) {
        let since = self.book.contacts_since().map(str::to_owned);
        let paged = self.features().circles;
        let request = self.book_request(now, |access| {
            let since = since.as_deref();
            if paged { book::find_contacts_paged(access, since) } else { book::find_all(access, since) }
        });
        self.fetch(now, Errand::Contacts { changes: since.is_some() }, request);
    }

    fn fetch(&mut self, now: Instant, errand: Errand, request: Result<WebRequest, Trouble>) {
        match request {
            Ok(request) => self.run(now, errand, request),
            Err(trouble) => self.lists_failed(now, &trouble),
        }
    }

    /// The membership, or its changes. What can't be told as changes is asked for as a whole.
    pub(super) fn membership_came(&mut self, now: Instant, changes: bool, result: Result<WebReply, WebError>) {
        let affinity = &mut self.book.affinity;
        let read =
            result.map_err(Trouble::from).and_then(|reply| membership::read(&reply, affinity).map_err(Trouble::from));
        match read {
            Ok(found) if changes => {
                if self.book.take_members(found) {
                    self.ask_contacts(now);
                } else {
                    self.ask_membership(now);
                }
            }
            Ok(membership) => {
                self.book.membership = membership;
                self.ask_contacts(now);
            }
            Err(Trouble::Book(BookError::FullSyncRequired)) if changes => {
                self.book.refused = true;
                self.ask_membership(now);
            }
            Err(trouble) => self.lists_failed(now, &trouble),
        }
    }

    /// The same of the book.
    pub(super) fn contacts_came(&mut self, now: Instant, changes: bool, result: Result<WebReply, WebError>) {
        let affinity = &mut self.book.affinity;
        let read = result.map_err(Trouble::from).and_then(|reply| book::read(&reply, affinity).map_err(Trouble::from));
        match read {
            Ok(found) => {
                if !changes {
                    self.book.contacts = found;
                } else if !self.book.take_contacts(found) {
                    return self.ask_contacts(now);
                }
                self.book.whole = true;
                self.book.fetching = false;
                self.book.failures = 0;
                self.book.given_up = 0;
                self.lists_came(now);
            }
            Err(Trouble::Book(BookError::FullSyncRequired)) if changes => {
                self.book.refused = true;
                self.ask_contacts(now);
            }
            Err(trouble) => self.lists_failed(now, &trouble),
        }
    }

    pub(super) fn book_made(&mut self, now: Instant, result: Result<WebReply, WebError>) {
        let affinity = &mut self.book.affinity;
        let edit = Edit::CreateBook { owner: self.config.email.clone() };
        let read =
            result.map_err(Trouble::from).and_then(|reply| edit.read(&reply, true, affinity).map_err(Trouble::from));
        self.book.fetching = false;
        match read {
            Ok(_) => self.fetch_lists(now),
            Err(trouble) => self.lists_failed(now, &trouble),
        }
    }

    fn lists_failed(&mut self, now: Instant, trouble: &Trouble) {
        self.book.fetching = false;
        self.book.failures += 1;
        if matches!(trouble, Trouble::Web(_)) {
            // The machine that a service sent us to may be gone; the service isn't.
            self.book.affinity.forget_host();
        }
        if self.book.failures < Book::TRIES {
            match trouble {
                Trouble::Book(BookError::NotSignedIn) => {
                    self.book.after_tokens = true;
                    return self.renew(now, &[Audience::Contacts]);
                }
                Trouble::Book(BookError::BookDoesNotExist) => {
                    self.book.fetching = true;
                    let edit = Edit::CreateBook { owner: self.config.email.clone() };
                    let request = self.book_request(now, |access| edit.request(access));
                    return self.fetch(now, Errand::NewBook, request);
                }
                Trouble::Address(_) => {}
                Trouble::Web(error) if error.is_final() => {}
                _ => return self.fetch_lists(now),
            }
        }
        self.book.failures = 0;
        if self.phase == Phase::Synchronizing {
            let hopeless = match trouble {
                Trouble::Web(error @ (WebError::Untrusted { .. } | WebError::Changed { .. })) => {
                    return self.end(error.clone().into(), false);
                }
                Trouble::Web(error) => error.is_final(),
                Trouble::Address(_) => true,
                Trouble::Book(_) => false,
            };
            let reason = SignOutReason::SignInService(format!("The contact list didn't come: {trouble}"));
            let absent = match trouble {
                Trouble::Address(_) => true,
                Trouble::Web(error) => fallback::is_absent(error),
                Trouble::Book(BookError::Silent(status)) => fallback::is_no_service(*status),
                Trouble::Book(_) => false,
            };
            if absent {
                self.fall_back_or_end(now, Refused::Services, reason, !hopeless);
            } else {
                self.end(reason, !hopeless);
            }
        } else {
            self.oddity(format!("the contact list wasn't fetched again: {trouble}"));
            let hopeless = match trouble {
                Trouble::Address(_) => true,
                Trouble::Web(error) => error.is_final(),
                Trouble::Book(_) => false,
            };
            // What we hold may not be what the service holds, so it isn't left at that.
            if !hopeless && !self.features().lists_by_sync {
                let (first, longest) = Book::PAUSES;
                let pause = first.saturating_mul(1 << self.book.given_up.min(16)).min(longest);
                self.book.given_up += 1;
                self.book.again_at = Some(now + pause);
            }
        }
    }

    /// A renewal of tokens is over, one way or the other.
    pub(super) fn after_renewal(&mut self, now: Instant) {
        for (job, edit, attempt) in std::mem::take(&mut self.book.parked) {
            self.send_edit(now, job, *edit, attempt);
        }
        if std::mem::take(&mut self.book.after_tokens) {
            self.fetch_lists(now);
        }
    }

    /// An edit was done: what is known of the services' own names for things follows.
    pub(super) fn lists_edited(&mut self, edit: &Edit) {
        if let Edit::DeleteMember { list, who, .. } = edit {
            self.book.membership.members.retain(|member| member.list != *list || member.email != who.email);
        }
        // What is on its way to us may be from before.
        self.book.stale |= self.book.fetching;
    }

    /// The lists are no longer what we think.
    pub(super) fn lists_changed(&mut self, now: Instant) {
        if self.features().lists_by_sync {
            // They come by `SYN` alone.
        } else if self.book.fetching {
            self.book.stale = true;
        } else if self.phase == Phase::Ready {
            self.book.again_at.get_or_insert(now + SETTLE);
        }
    }

    pub(super) fn book_deadline(&mut self, now: Instant) {
        if self.book.again_at.is_some_and(|at| at <= now) {
            self.fetch_lists(now);
        }
    }

    /// Both services have told.
    fn lists_came(&mut self, now: Instant) {
        let facts = facts::join(&self.book.contacts, &self.book.membership);
        self.book.networks = facts.people.iter().map(|person| (person.email.clone(), person.network)).collect();
        if self.phase == Phase::Synchronizing {
            self.tell_roster(RosterEvent::SyncStarted);
            for event in facts.events() {
                self.tell_roster(event);
            }
            self.tell_circles();
            let cache = self.cache().map(Box::new);
            self.tell_roster(RosterEvent::SyncFinished(cache));
            self.introduce_lists(now, &facts);
            self.synchronized(now);
        } else if self.phase == Phase::Ready {
            self.take_changes(now, &facts);
            self.tell_circles();
            self.open_circles(now);
        }
        if std::mem::take(&mut self.book.stale) {
            self.lists_changed(now);
        }
    }

    /// Tells the notification server what it has to know before our first status: who may see us, and whom we want to
    /// hear of (02 §5).
    fn introduce_lists(&mut self, now: Instant, facts: &Facts) {
        self.quietly(now, Step::Privacy(facts.privacy.unwrap_or_default()));
        for payload in adl::initial(&facts.session_lists()) {
            self.quietly(now, Step::Session { add: true, payload });
        }
        if let Some(name) = facts.own_name.clone().filter(|name| !name.is_empty()) {
            self.quietly(now, Step::OwnName(name));
        }
        if self.features().places {
            let (capabilities, extended) = (self.config.capabilities, Some(self.config.extended));
            let data = PlaceData { place: None, capabilities, extended }.encode();
            self.quietly(now, Step::Endpoint(data));
        }
    }

    /// The lists once more, told as what has changed: nobody's presence is forgotten.
    fn take_changes(&mut self, now: Instant, facts: &Facts) {
        let mut events = Vec::new();
        let groups: HashSet<_> = facts.groups.iter().map(|group| &group.id).collect();
        for group in &self.roster.groups {
            if !groups.contains(&group.id) {
                events.push(RosterEvent::GroupRemoved(group.id.clone()));
            }
        }
        for group in &facts.groups {
            if self.roster.group(&group.id).is_none_or(|known| known.name != group.name) {
                events.push(RosterEvent::Group { id: group.id.clone(), name: group.name.clone() });
            }
        }
        let (mut more, mut less) = (Vec::new(), Vec::new());
        let session = |lists: Lists| {
            let lists = lists.without(List::Reverse).without(List::Pending);
            if lists.contains(List::Block) { lists.without(List::Allow) } else { lists }
        };
        let mut differ = |email: &Email, network: Network, before: Lists, after: Lists| {
            let (before, after) = (session(before), session(after));
            for (into, bits) in [(&mut more, after.bits() & !before.bits()), (&mut less, before.bits() & !after.bits())]
            {
                let lists = Lists::from_bits(bits);
                if !lists.is_empty() {
                    into.push(Entry { email: email.clone(), network: Some(network), lists, name: None });
                }
            }
        };
        let people: HashSet<&Email> = facts.people.iter().map(|person| &person.email).collect();
        for (email, known) in self.roster.people.iter().filter(|(email, _)| !people.contains(email)) {
            differ(email, self.book.who(email).network, known.lists, Lists::NONE);
            for list in known.lists.iter() {
                let by_them = matches!(list, List::Reverse | List::Pending);
                events.push(RosterEvent::Removed { list, email: email.clone(), group: None, by_them });
            }
        }
        for person in &facts.people {
            let known = self.roster.person(&person.email);
            let before = known.map_or(Lists::NONE, |known| known.lists);
            differ(&person.email, person.network, before, person.lists);
            for list in [List::Reverse, List::Pending] {
                // That somebody has added us is news, and not only a fact.
                if person.lists.contains(list) && !before.contains(list) {
                    let (email, name) = (person.email.clone(), person.name.clone());
                    events.push(RosterEvent::Added { list, email, name, id: None, group: None, by_them: true });
                }
            }
            let same = known.is_some_and(|k| k.lists == person.lists && k.groups == person.groups && k.id == person.id);
            if !same {
                events.push(person.event());
            }
            events.extend(match known {
                Some(known) => person.changed_details(known),
                None => person.details(),
            });
        }
        if let Some(privacy) = facts.privacy.filter(|privacy| *privacy != self.roster.privacy) {
            events.push(RosterEvent::Privacy(privacy));
        }
        for event in events {
            self.tell_roster(event);
        }
        for (add, entries) in [(false, less), (true, more)] {
            for payload in adl::change(&entries) {
                self.quietly(now, Step::Session { add, payload });
            }
        }
    }
}

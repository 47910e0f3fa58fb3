//! What the person wants to be told about somebody, whatever holds for everybody else.

/// The occasions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Watch {
    /// They come online.
    pub online: bool,
    /// They go offline.
    pub offline: bool,
    /// Their status changes while they are there.
    pub status: bool,
    /// They write.
    pub writes: bool,
    /// Also while oneself is busy.
    pub even_busy: bool,
}

/// One of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// [`Watch::online`]
    Online,
    /// [`Watch::offline`]
    Offline,
    /// [`Watch::status`]
    Status,
    /// [`Watch::writes`]
    Writes,
    /// [`Watch::even_busy`]
    EvenBusy,
}

impl Part {
    /// All of them, in the order to show them.
    pub const ALL: [Self; 5] = [Self::Online, Self::Offline, Self::Status, Self::Writes, Self::EvenBusy];

    const fn key(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Offline => "offline",
            Self::Status => "status",
            Self::Writes => "writes",
            Self::EvenBusy => "even-busy",
        }
    }
}

impl Watch {
    /// Whether anything is to be told.
    pub const fn is_any(self) -> bool {
        self.online || self.offline || self.status || self.writes
    }

    /// Whether a part is wanted.
    pub const fn has(self, part: Part) -> bool {
        match part {
            Part::Online => self.online,
            Part::Offline => self.offline,
            Part::Status => self.status,
            Part::Writes => self.writes,
            Part::EvenBusy => self.even_busy,
        }
    }

    /// The same with a part wanted, or not.
    #[must_use]
    pub const fn with(mut self, part: Part, wanted: bool) -> Self {
        let flag = match part {
            Part::Online => &mut self.online,
            Part::Offline => &mut self.offline,
            Part::Status => &mut self.status,
            Part::Writes => &mut self.writes,
            Part::EvenBusy => &mut self.even_busy,
        };
        *flag = wanted;
        self
    }

    /// As it stands in the file.
    pub(super) fn written(self) -> Vec<String> {
        Part::ALL.into_iter().filter(|part| self.has(*part)).map(|part| part.key().to_owned()).collect()
    }

    /// What the file says. Words of a later program say nothing.
    pub(super) fn read(written: &[String]) -> Self {
        let known = Part::ALL.into_iter().filter(|part| written.iter().any(|word| word == part.key()));
        known.fold(Self::default(), |watch, part| watch.with(part, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_kept_by_itself() {
        for part in Part::ALL {
            let watch = Watch::default().with(part, true);
            assert_eq!(Watch::read(&watch.written()), watch);
            assert_eq!(watch.with(part, false), Watch::default());
            assert_eq!(watch.is_any(), part != Part::EvenBusy);
        }
        assert_eq!(Watch::read(&["shoe size".to_owned()]), Watch::default());
    }
}

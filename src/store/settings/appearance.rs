//! How the program looks.

use serde::{Deserialize, Serialize};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ground {
    /// As the system is.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// The looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appearance {
    /// Light or dark.
    pub ground: Ground,
    /// Whether everything stands out as much as it can.
    pub contrast: bool,
    /// The size of everything that is read, in per cent; see [`Appearance::SIZES`].
    pub text_size: u32,
}

impl Ground {
    /// All of them, in the order to show them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    const fn key(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Whether that is dark, on a system that is or isn't.
    pub const fn is_dark(self, system: bool) -> bool {
        match self {
            Self::System => system,
            Self::Light => false,
            Self::Dark => true,
        }
    }
}

impl Default for Appearance {
    fn default() -> Self {
        Self { ground: Ground::default(), contrast: false, text_size: 100 }
    }
}

impl Appearance {
    /// The least and the largest size of text.
    pub const SIZES: (u32, u32) = (90, 150);
    /// From one size to the next.
    pub const STEP: u32 = 10;

    /// How large everything is drawn.
    pub fn scale(self) -> f32 {
        f32::from(u16::try_from(self.text_size).unwrap_or(100)) / 100.0
    }
}

/// As they stand in the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Written {
    ground: String,
    contrast: bool,
    text_size: i64,
}

impl Default for Written {
    fn default() -> Self {
        Appearance::default().into()
    }
}

impl From<Appearance> for Written {
    fn from(appearance: Appearance) -> Self {
        let Appearance { ground, contrast, text_size } = appearance;
        Self { ground: ground.key().to_owned(), contrast, text_size: text_size.into() }
    }
}

impl From<Written> for Appearance {
    fn from(written: Written) -> Self {
        let (least, most) = Self::SIZES;
        let size = written.text_size.clamp(least.into(), most.into());
        Self {
            ground: Ground::ALL.into_iter().find(|ground| ground.key() == written.ground).unwrap_or_default(),
            contrast: written.contrast,
            text_size: u32::try_from(size).unwrap_or(100),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_no_one_can_read_is_not() {
        for ground in Ground::ALL {
            let appearance = Appearance { ground, contrast: true, text_size: 130 };
            assert_eq!(Appearance::from(Written::from(appearance)), appearance);
        }
        for (size, read) in [(-5, 90), (0, 90), (125, 125), (9_000, 150), (i64::MAX, 150)] {
            let written = Written { ground: "plaid".into(), text_size: size, ..Written::default() };
            let appearance = Appearance::from(written);
            assert_eq!((appearance.ground, appearance.text_size), (Ground::System, read));
        }
    }
}

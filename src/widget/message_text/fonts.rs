//! Font families by name. The toolkit wants names that live for ever; only families that are installed get one, so what
//! people send can't fill the memory.

use iced::Font;
use iced::advanced::graphics::text::{Version, font_system};
use iced::font::{Family, Style, Weight};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The font that emoji are drawn with. It comes with the program.
pub const EMOJI: Font = Font::with_name("Noto Color Emoji");

/// Names of families as people's clients send them, and what stands in for them where they are not installed.
const SUBSTITUTES: [(&str, &[&str]); 12] = [
    ("arial", &["Liberation Sans", "Nimbus Sans", "Helvetica", "Noto Sans"]),
    ("helvetica", &["Nimbus Sans", "Liberation Sans", "Arial"]),
    ("verdana", &["DejaVu Sans", "Bitstream Vera Sans"]),
    ("tahoma", &["DejaVu Sans Condensed", "DejaVu Sans", "Noto Sans"]),
    ("segoe ui", &["Open Sans", "Noto Sans"]),
    ("microsoft sans serif", &["Liberation Sans", "Nimbus Sans"]),
    ("times new roman", &["Liberation Serif", "Nimbus Roman", "DejaVu Serif"]),
    ("georgia", &["Gelasio", "DejaVu Serif", "P052", "Liberation Serif"]),
    ("courier new", &["Liberation Mono", "Nimbus Mono PS", "DejaVu Sans Mono"]),
    ("consolas", &["DejaVu Sans Mono", "Liberation Mono"]),
    ("comic sans ms", &["Comic Neue", "Comic Relief", "URW Chancery L", "Z003"]),
    ("trebuchet ms", &["Fira Sans", "Open Sans"]),
];

/// What is installed, by name in small letters; made again when a font was loaded since.
static INSTALLED: Mutex<Option<(Version, BTreeMap<String, &'static str>)>> = Mutex::new(None);

/// Runs `look` on the table of installed families.
fn installed<T>(look: impl FnOnce(&BTreeMap<String, &'static str>) -> T) -> T {
    let mut table = INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
    let mut system = font_system().write().unwrap_or_else(PoisonError::into_inner);
    let version = system.version();
    let known = match table.take() {
        Some((then, known)) if then == version => known,
        // Names once given out live for ever, so an earlier table's are used again.
        earlier => {
            let mut known = earlier.map(|(_, known)| known).unwrap_or_default();
            let families = system.raw().db().faces().flat_map(|face| face.families.iter().map(|(name, _)| name));
            for family in families {
                known.entry(family.to_lowercase()).or_insert_with(|| Box::leak(family.clone().into_boxed_str()));
            }
            known
        }
    };
    drop(system);
    let answer = look(&known);
    *table = Some((version, known));
    answer
}

/// The installed families that suit a message, in alphabetical order, for the format bar.
pub fn families() -> Vec<&'static str> {
    installed(|known| {
        let hidden = |name: &str| name.starts_with('.') || name.contains("Emoji") || name.contains("Icons");
        known.values().copied().filter(|name| !hidden(name)).collect()
    })
}

/// The font for a family that somebody asked for: itself, or what comes near it, or `fallback`.
pub fn named(family: &str, fallback: Font) -> Font {
    let wanted = family.trim().to_lowercase();
    if wanted.is_empty() || wanted.len() > 100 {
        return fallback;
    }
    let found = installed(|known| {
        known.get(&wanted).copied().or_else(|| {
            let (_, others) = SUBSTITUTES.iter().find(|(name, _)| *name == wanted)?;
            others.iter().find_map(|other| known.get(&other.to_lowercase()).copied())
        })
    });
    let family = match found {
        Some(name) => Family::Name(name),
        None if wanted.contains("mono") || wanted.contains("courier") || wanted.contains("console") => {
            Family::Monospace
        }
        None => return fallback,
    };
    Font { family, ..fallback }
}

/// The font, bold and italic as wanted.
pub const fn styled(font: Font, bold: bool, italic: bool) -> Font {
    Font {
        weight: if bold { Weight::Bold } else { font.weight },
        style: if italic { Style::Italic } else { font.style },
        ..font
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_not_installed_falls_back_and_leaks_nothing() {
        assert_eq!(named("No Such Family 9", Font::DEFAULT), Font::DEFAULT);
        assert_eq!(named("", Font::DEFAULT), Font::DEFAULT);
        assert_eq!(named(&"x".repeat(10_000), Font::DEFAULT), Font::DEFAULT);
        assert_eq!(named("Some Mono", Font::DEFAULT).family, Family::Monospace);
    }

    #[test]
    fn an_installed_family_is_found_whatever_its_case() {
        // The toolkit brings a font of its own, so that there is always one.
        let any = installed(|known| known.values().next().copied());
        let Some(name) = any else { panic!("no font at all") };
        assert_eq!(named(&name.to_uppercase(), Font::DEFAULT).family, Family::Name(name));
        assert_eq!(named(name, Font::DEFAULT).family, named(name, Font::DEFAULT).family);
    }

    #[test]
    fn bold_and_italic_are_added() {
        let font = styled(Font::DEFAULT, true, true);
        assert_eq!((font.weight, font.style), (Weight::Bold, Style::Italic));
        assert_eq!(styled(Font::DEFAULT, false, false), Font::DEFAULT);
    }
}

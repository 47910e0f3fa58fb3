//! The texts of the interface, in the reader's language.
//!
//! Every word that a person sees goes through [`t!`](crate::t). The ids are checked against `i18n/en` when the program
//! is built, so a text that doesn't exist doesn't compile. What a language lacks is shown in English.

pub mod errors;
pub mod history;

use i18n_embed::fluent::{FluentLanguageLoader, fluent_language_loader};
use i18n_embed::unic_langid::LanguageIdentifier;
use i18n_embed::{DesktopLanguageRequester, LanguageLoader as _};
use rust_embed::RustEmbed;
use std::sync::LazyLock;

/// A text by its id, with its arguments: `t!("greeting", name = name)`.
#[macro_export]
macro_rules! t {
    ($($text:tt)*) => { ::i18n_embed_fl::fl!($crate::i18n::loader(), $($text)*) };
}

/// The files of `i18n/`, inside the program.
#[derive(RustEmbed)]
#[folder = "i18n/"]
struct Texts;

static LOADER: LazyLock<FluentLanguageLoader> = LazyLock::new(|| {
    let loader = fluent_language_loader!();
    // The texts are part of the program, so this can't fail at a person's place; if it did, `t!` would show ids.
    if let Err(error) = loader.load_fallback_language(&Texts) {
        tracing::error!(%error, "the English texts can't be read");
    }
    loader.set_use_isolating(false);
    loader
});

/// What [`t!`](crate::t) asks.
pub fn loader() -> &'static FluentLanguageLoader {
    &LOADER
}

/// Takes the languages that the system asks for, in its order.
pub fn use_system_language() {
    use_languages(&DesktopLanguageRequester::requested_languages());
}

/// The languages that the system asks for, in its order.
pub fn system_languages() -> Vec<String> {
    DesktopLanguageRequester::requested_languages().iter().map(ToString::to_string).collect()
}

/// Takes the first of these languages that there are texts for; English where there are none.
pub fn use_languages(wanted: &[LanguageIdentifier]) {
    match i18n_embed::select(loader(), &Texts, wanted) {
        Ok(taken) => tracing::debug!(?taken, "languages"),
        Err(error) => tracing::warn!(%error, "the texts of a language can't be read"),
    }
    // Names stand inside sentences as they are: the marks would be drawn as boxes by some fonts. A new language
    // brings a new bundle, so this is said again.
    loader().set_use_isolating(false);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn file(language: &str) -> String {
        let file = Texts::get(&format!("{language}/swallowtail.ftl")).expect("the file is embedded");
        String::from_utf8(file.data.into_owned()).expect("it is UTF-8")
    }

    /// Message ids with the variables that each names, so that a translation can't drop or invent one.
    fn messages(text: &str) -> BTreeSet<(String, BTreeSet<String>)> {
        let mut found: Vec<(String, BTreeSet<String>)> = Vec::new();
        for line in text.lines() {
            if line.starts_with('#') {
                continue;
            }
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let id = line.split('=').next().unwrap_or_default().trim().to_owned();
                found.push((id, BTreeSet::new()));
            }
            if let Some((_, variables)) = found.last_mut() {
                for part in line.split('$').skip(1) {
                    let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
                    variables.insert(part[..end.unwrap_or(part.len())].to_owned());
                }
            }
        }
        found.into_iter().collect()
    }

    /// Every language that there is, but the one that the others are measured by.
    fn others() -> Vec<String> {
        let languages: BTreeSet<String> =
            Texts::iter().filter_map(|path| Some(path.split_once('/')?.0.to_owned())).collect();
        assert!(languages.contains("en") && languages.contains("de"), "{languages:?}");
        languages.into_iter().filter(|language| language != "en").collect()
    }

    #[test]
    fn every_language_has_the_same_texts_with_the_same_variables() {
        let english = messages(&file("en"));
        for language in others() {
            let other = messages(&file(&language));
            let only_english: Vec<_> = english.difference(&other).collect();
            let only_other: Vec<_> = other.difference(&english).collect();
            assert!(only_english.is_empty() && only_other.is_empty(), "{language}: {only_english:#?}\n{only_other:#?}");
        }
    }

    /// The ids that the program names: what stands in `t!("…`. That each of them is there is checked when it is built.
    fn used(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                used(&entry, found);
            } else if entry.extension().is_some_and(|ending| ending == "rs") {
                let code = std::fs::read_to_string(&entry).expect("text");
                for call in code.split("t!(").skip(1) {
                    let id = call.trim_start().strip_prefix('"').and_then(|call| call.split_once('"'));
                    found.extend(id.map(|(id, _)| id.to_owned()));
                }
            }
        }
    }

    #[test]
    fn every_text_is_used() {
        let mut named = BTreeSet::new();
        used(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut named);
        // One text may stand in another.
        for part in file("en").split('{').skip(1) {
            named.extend(part.split('}').next().map(|name| name.trim().to_owned()));
        }
        let all = messages(&file("en")).into_iter().map(|(id, _)| id);
        let unused: Vec<_> = all.filter(|id| !named.contains(id)).collect();
        assert!(unused.is_empty(), "nothing shows these: {unused:#?}");
    }

    #[test]
    fn no_id_stands_twice() {
        for language in others().iter().map(String::as_str).chain(["en"]) {
            let mut seen = BTreeSet::new();
            for line in file(language).lines().filter(|l| l.starts_with(|c: char| c.is_ascii_alphabetic())) {
                let id = line.split('=').next().unwrap_or_default().trim().to_owned();
                assert!(seen.insert(id.clone()), "{language}: {id} stands twice");
            }
        }
    }

    #[test]
    fn every_text_parses() {
        for language in others().iter().map(String::as_str).chain(["en"]) {
            let loader = FluentLanguageLoader::new("swallowtail", language.parse().expect("a language"));
            loader.load_fallback_language(&Texts).expect("it parses");
            for (id, _) in messages(&file(language)) {
                assert!(loader.has(&id), "{language}: {id} isn't a message");
            }
        }
    }

    #[test]
    fn a_name_stands_in_a_sentence_without_marks() {
        let text = t!("ended-refused-why", why = "Ada");
        assert!(text.contains("Ada") && !text.contains('\u{2068}'), "{text:?}");
    }
}

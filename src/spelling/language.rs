//! Languages by the names of their dictionaries: `en_GB`, `de_DE_frami`.

/// Languages with the name that they have for themselves.
const NAMES: [(&str, &str); 68] = [
    ("af", "Afrikaans"),
    ("an", "Aragonés"),
    ("ar", "العربية"),
    ("be", "Беларуская"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("br", "Brezhoneg"),
    ("bs", "Bosanski"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("cy", "Cymraeg"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("eo", "Esperanto"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fo", "Føroyskt"),
    ("fr", "Français"),
    ("fy", "Frysk"),
    ("ga", "Gaeilge"),
    ("gd", "Gàidhlig"),
    ("gl", "Galego"),
    ("gu", "ગુજરાતી"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("hy", "Հայերեն"),
    ("id", "Indonesia"),
    ("is", "Íslenska"),
    ("it", "Italiano"),
    ("ka", "ქართული"),
    ("kk", "Қазақша"),
    ("ko", "한국어"),
    ("la", "Latina"),
    ("lb", "Lëtzebuergesch"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("mk", "Македонски"),
    ("mn", "Монгол"),
    ("mr", "मराठी"),
    ("nb", "Norsk bokmål"),
    ("nds", "Plattdüütsch"),
    ("ne", "नेपाली"),
    ("nl", "Nederlands"),
    ("nn", "Norsk nynorsk"),
    ("oc", "Occitan"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sq", "Shqip"),
    ("sr", "Српски"),
    ("sv", "Svenska"),
    ("sw", "Kiswahili"),
    ("ta", "தமிழ்"),
    ("te", "తెలుగు"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
];

/// Where a language is at home, for whoever asks for it without a country.
const HOMES: [(&str, &str); 5] = [("en", "US"), ("de", "DE"), ("pt", "PT"), ("es", "ES"), ("fr", "FR")];

/// The parts of a name, between `_` or `-`, without an encoding or a variant of the system's after it.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.split(['.', '@']).next().unwrap_or_default().split(['_', '-']).filter(|part| !part.is_empty())
}

/// What a language is called in a list: `English (GB)`.
pub fn shown(name: &str) -> String {
    let mut parts = parts(name);
    let code = parts.next().unwrap_or_default().to_lowercase();
    let more: Vec<&str> = parts.collect();
    match NAMES.iter().find(|(known, _)| *known == code) {
        Some((_, own)) if more.is_empty() => (*own).to_owned(),
        Some((_, own)) => format!("{own} ({})", more.join(", ")),
        None => name.to_owned(),
    }
}

/// The dictionary for whoever wants these languages, in their order: the same country's before another one's.
pub fn best<'a>(found: &'a [String], wanted: &[String]) -> Option<&'a str> {
    wanted.iter().find_map(|wanted| {
        let mut wanted = parts(wanted);
        let language = wanted.next()?.to_lowercase();
        let home = HOMES.iter().find(|(code, _)| *code == language).map(|(_, home)| *home);
        let country = wanted.last().or(home);
        let fits = |name: &&String| parts(name).next().is_some_and(|code| code.eq_ignore_ascii_case(&language));
        let rank = |name: &&String| {
            let of_name = parts(name).nth(1);
            let same = |country: Option<&str>| {
                of_name.zip(country).is_some_and(|(one, other)| one.eq_ignore_ascii_case(other))
            };
            match of_name {
                _ if same(country) => 0,
                None => 1,
                _ if same(home) => 2,
                Some(_) => 3,
            }
        };
        found.iter().filter(fits).min_by_key(|name| (rank(name), name.len())).map(String::as_str)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(found: &[&str], wanted: &[&str]) -> Option<String> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        best(&owned(found), &owned(wanted)).map(str::to_owned)
    }

    #[test]
    fn a_language_is_called_as_it_calls_itself() {
        assert_eq!(shown("en_GB"), "English (GB)");
        assert_eq!(shown("de_DE_frami"), "Deutsch (DE, frami)");
        assert_eq!(shown("eo"), "Esperanto");
        assert_eq!(shown("tlh"), "tlh");
        assert!(NAMES.windows(2).all(|two| two[0].0 < two[1].0));
    }

    #[test]
    fn the_nearest_dictionary_is_taken() {
        let found = ["de_AT", "de_DE_frami", "en_GB", "en_US", "fr"];
        assert_eq!(of(&found, &["en-GB"]).as_deref(), Some("en_GB"));
        assert_eq!(of(&found, &["en_AU.UTF-8"]).as_deref(), Some("en_US"));
        assert_eq!(of(&found, &["en"]).as_deref(), Some("en_US"));
        assert_eq!(of(&found, &["de-CH", "en"]).as_deref(), Some("de_DE_frami"));
        assert_eq!(of(&found, &["pl", "fr-CA"]).as_deref(), Some("fr"));
        assert_eq!(of(&found, &["pl"]), None);
        assert_eq!(of(&[], &["en"]), None);
    }
}

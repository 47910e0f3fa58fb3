//! What this computer is called.

/// The most letters that are taken.
const MOST: usize = 60;

/// The name of this computer, without its domain; empty when it has none.
pub fn name() -> String {
    shortened(&gethostname::gethostname().to_string_lossy())
}

fn shortened(name: &str) -> String {
    let first = name.split('.').next().unwrap_or_default();
    first.chars().filter(|c| !c.is_control()).take(MOST).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_itself_is_taken() {
        assert_eq!(shortened("laptop.home.example"), "laptop");
        assert_eq!(shortened("\u{7} ada's pc\n"), "ada's pc");
        assert_eq!(shortened(&"x".repeat(500)).len(), MOST);
        assert_eq!(shortened(""), "");
    }
}

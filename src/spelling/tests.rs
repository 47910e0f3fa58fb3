use super::*;
use proptest::prelude::*;

fn looked_up(text: &str) -> Vec<&str> {
    words(text).into_iter().map(|word| &text[word]).collect()
}

/// A small dictionary, written for these tests.
fn checker() -> Checker {
    let rules = "SET UTF-8\nTRY esianrtolcdugmphbyfvkwz\nSFX S Y 1\nSFX S 0 s [^s]\n";
    let words = "8\nhello\nsee/S\nyou\nweather\nbutterfly\ndon't\nwell\nwhether\n";
    let dictionary = Dictionary::parse(rules, words).expect("a dictionary");
    Checker::new(Arc::new(dictionary), Arc::default(), Arc::default())
}

#[test]
fn prose_is_looked_up() {
    assert_eq!(looked_up("Hello, you! Don't (really) worry."), ["Hello", "you", "Don't", "really", "worry"]);
    assert_eq!(looked_up("well-known and/or both"), ["well", "known", "and", "or", "both"]);
    assert_eq!(looked_up("schön größer l\u{2019}été"), ["schön", "größer", "l\u{2019}été"]);
    assert_eq!(looked_up("сегодня хорошо"), ["сегодня", "хорошо"]);
    assert_eq!(looked_up("one\r\ntwo\tthree"), ["one", "two", "three"]);
}

#[test]
fn what_is_no_prose_is_not() {
    for text in [
        "https://example.com/some/pathe",
        "www.exampel.com",
        "bob@example.com",
        "exampel.com/x",
        "main.rs",
        "/usr/share/hunspel",
        "C:\\dokuments",
        "some_variabel",
        "std::vektor",
        "#hashtagg @somebodyy",
        "NASA HTTP",
        "h5 3rd 2026 10:30",
        "iPhone GitHub",
        "a I x",
        "`codee heree`",
        "(bah) (st) :-)",
        "今日は สวัสดี",
        "x=wrongg",
    ] {
        assert!(looked_up(text).is_empty(), "{text}: {:?}", looked_up(text));
    }
    assert!(looked_up(&"x".repeat(5_000)).is_empty(), "what is that long is no word");
}

#[test]
fn wrong_words_are_found_and_right_ones_suggested() {
    let checker = checker();
    let text = "helo you, whether the wether sees https://example.com/wether";
    let wrong: Vec<&str> = checker.misspelt(text).into_iter().map(|word| &text[word]).collect();
    assert_eq!(wrong, ["helo", "the", "wether"]);
    assert_eq!(checker.suggestions("helo").first().map(String::as_str), Some("hello"));
    assert!(checker.suggestions("wether").contains(&"weather".to_owned()));
    assert!(checker.suggestions(&"x".repeat(5_000)).is_empty());
    assert!(checker.knows("don\u{2019}t") && checker.knows("Hello") && checker.knows("HELLO"));
}

#[test]
fn added_and_ignored_words_are_right() {
    let plain = checker();
    let words = |word: &str| Arc::new(Words::from([word.to_owned()]));
    let own = Checker::new(Arc::clone(&plain.dictionary), words("swallowtail"), words("Zoë"));
    assert!(own != plain && own == own.clone());
    assert!(own.knows("swallowtail") && own.knows("Swallowtail") && own.knows("Zoë"));
    assert!(!own.knows("zoë") && !plain.knows("swallowtail"));
}

#[test]
fn a_long_text_is_looked_at_in_pieces_that_cut_no_word() {
    let text = "hello you ".repeat(20_000) + "helo";
    assert!(pieces(&text).all(|piece| piece.len() <= PIECE));
    assert_eq!(pieces(&text).map(|piece| piece.len()).sum::<usize>(), text.len());
    assert_eq!(checker().misspelt(&text).first(), Some(&(text.len() - 4..text.len())));
    // The marks have an end, too.
    assert_eq!(checker().misspelt(&"helo ".repeat(10_000)).len(), MOST);
}

#[test]
fn the_word_at_a_place_is_the_one_round_it() {
    let text = "see yuo there";
    for at in 4..=7 {
        assert_eq!(word_at(text, at), Some(4..7), "{at}");
    }
    assert_eq!(word_at("see  you", 4), None);
    assert_eq!(word_at("bob@example.com", 5), None);
}

#[test]
fn marks_move_with_their_words() {
    let marks = [0..4, 9..12];
    assert_eq!(moved(&marks, "helo you yuo", "helo you, yuo"), [0..4, 10..13]);
    let after = moved(&marks, "helo you yuo", "hello you yuo");
    assert_eq!((after.len(), &after[0]), (1, &(10..13)), "a changed word is looked up again");
    assert_eq!(moved(&marks, "helo you yuo", ""), [] as [Range<usize>; 0]);
    assert_eq!(moved(&marks, "helo you yuo", "helo you yuoo").first(), Some(&(0..4)));
}

proptest! {
    #[test]
    fn words_lie_in_order_within_the_text(text in "[a-zA-Zé0-9 \n.,:;()`@/_'🦋]{0,80}") {
        let mut end = 0;
        for word in words(&text) {
            prop_assert!(word.start >= end && word.end > word.start);
            prop_assert!(text.get(word.clone()).is_some_and(|word| word.chars().any(char::is_alphabetic)));
            end = word.end;
        }
    }

    #[test]
    fn moved_marks_lie_within_the_new_text(old in "[a-é ]{0,30}", new in "[a-é ]{0,30}") {
        let marks = words(&old);
        for mark in moved(&marks, &old, &new) {
            prop_assert!(new.get(mark).is_some());
        }
    }
}

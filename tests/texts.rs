//! The texts of every window can be read: in both languages, with names of one letter and of a hundred and twenty, as
//! large as it opens and as small as it can be made.

mod stage;

use stage::scenes::all;
use stage::{Cast, Kind, Room, open, use_language};

/// One test: the language is the whole program's.
#[test]
fn no_text_is_cut_or_without_letters() {
    let only = std::env::var("SCENE").ok();
    let mut wrong = Vec::new();
    for language in ["en", "de"] {
        use_language(language);
        for scene in all().iter().filter(|scene| only.as_deref().is_none_or(|only| only == scene.name)) {
            for (cast, room) in [
                (Cast::Usual, Room::Usual),
                (Cast::Usual, Room::Least),
                (Cast::Short, Room::Usual),
                (Cast::Long, Room::Usual),
                (Cast::Long, Room::Least),
            ] {
                let mut stage = open(scene, cast, false, room);
                let what = format!("{} {language} {cast:?} {room:?}", scene.name);
                let mut found = stage.misprints(scene);
                // A tab is as wide as the others leave it.
                if (cast, room) == (Cast::Usual, Room::Usual) && scene.kind != Kind::Tabs {
                    found.extend(stage.shortened());
                }
                wrong.extend(found.into_iter().map(|how| format!("{what}: {how}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} things:\n{}", wrong.len(), wrong.join("\n"));
}

//! Every window by keyboard alone: whatever acts is reached, shows that the keyboard is there, and nothing that is hidden
//! is reached.

mod stage;

use stage::scenes::kinds;
use stage::{Cast, Kind, Room, Scene, open};

macro_rules! tests {
    ($($kind:ident $name:ident,)*) => {
        $(
            #[test]
            fn $name() {
                walk(Kind::$kind);
            }
        )*
    };
}
kinds!(tests);

fn walk(kind: Kind) {
    let only = std::env::var("SCENE").ok();
    let scenes = kind.scenes();
    assert!(!scenes.is_empty(), "{kind:?} has no scene");
    let mut wrong = Vec::new();
    for scene in scenes.iter().filter(|scene| only.as_deref().is_none_or(|only| only == scene.name)) {
        let mut stage = open(scene, Cast::Usual, false, Room::Usual);
        let content = &stage.shell.state.windows.get(stage.id).expect("it is open").content;
        assert_eq!(Kind::of(content), kind, "{}", scene.name);
        let found = match scene {
            Scene { menu: true, .. } => stage.walk_menu(),
            Scene { popover: true, .. } => stage.walk_popover(),
            scene => stage.walk(scene),
        };
        wrong.extend(found.into_iter().map(|what| format!("{}: {what}", scene.name)));
    }
    assert!(wrong.is_empty(), "{} things:\n{}", wrong.len(), wrong.join("\n"));
}

//! The fonts of the interface, in the program: text looks the same everywhere, and a bare system has none.

use std::borrow::Cow;

/// Every face that the theme names, and emoji in colour.
pub(super) fn all() -> Vec<Cow<'static, [u8]>> {
    [
        include_bytes!("../../resources/fonts/OpenSans-Regular.ttf").as_slice(),
        include_bytes!("../../resources/fonts/OpenSans-SemiBold.ttf"),
        include_bytes!("../../resources/fonts/OpenSans-Bold.ttf"),
        include_bytes!("../../resources/fonts/OpenSans-Italic.ttf"),
        include_bytes!("../../resources/fonts/OpenSans-BoldItalic.ttf"),
        include_bytes!("../../resources/fonts/NotoColorEmoji-Swallowtail.ttf"),
    ]
    .map(Cow::Borrowed)
    .to_vec()
}

//! Arithmetic on colours: contrast, and colours made from an address.

use super::rgb;
use iced::Color;

/// The contrast of two colours as WCAG 2 counts it, from 1 to 21.
pub fn contrast(a: Color, b: Color) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(color: Color) -> f32 {
    let [r, g, b, _] = color.into_linear();
    0.2126f32.mul_add(r, 0.7152f32.mul_add(g, 0.0722 * b))
}

/// `color`, made lighter or darker until it can be read on `ground` with at least `ratio`. Its hue stays.
pub fn readable(color: Color, ground: Color, ratio: f32) -> Color {
    let target = if luminance(ground) > 0.18 { Color::BLACK } else { Color::WHITE };
    (0..=20)
        .map(|step| mix(color, target, step as f32 / 20.0))
        .find(|c| contrast(*c, ground) >= ratio)
        .unwrap_or(target)
}

/// A colour between two: `a` at 0, `b` at 1.
pub fn mix(a: Color, b: Color, share: f32) -> Color {
    let between = |a: f32, b: f32| (b - a).mul_add(share, a);
    Color { r: between(a.r, b.r), g: between(a.g, b.g), b: between(a.b, b.b), a: between(a.a, b.a) }
}

/// The two ends of an avatar's gradient, always the same for one address.
pub fn of_address(address: &str) -> (Color, Color) {
    const PAIRS: [(u32, u32); 8] = [
        (0x7CC4FF, 0x2B7CD3),
        (0xFFB067, 0xE05A3A),
        (0x9BE08A, 0x3F9B4F),
        (0xC09BFF, 0x6B49C8),
        (0xFFD86B, 0xD99A1E),
        (0x8ADBE0, 0x2B8C96),
        (0xFF9EC4, 0xC9447F),
        (0xA9B8FF, 0x4C5FC4),
    ];
    // A digest, and not the hash of the standard library, because that one may change with the compiler.
    let digest = md5::compute(address.to_ascii_lowercase());
    let (light, deep) = PAIRS[usize::from(digest[0]) % PAIRS.len()];
    (rgb(light), rgb(deep))
}

/// The gradient of somebody who isn't there.
pub const fn grey(dark: bool) -> (Color, Color) {
    if dark { (rgb(0x8A8F94), rgb(0x63686D)) } else { (rgb(0xC8CCD0), rgb(0x989DA2)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_the_known_one() {
        assert!((contrast(Color::BLACK, Color::WHITE) - 21.0).abs() < 0.01);
        assert!((contrast(rgb(0x777777), Color::WHITE) - 4.48).abs() < 0.01);
    }

    #[test]
    fn any_colour_becomes_readable_on_light_and_dark() {
        for ground in [rgb(0xFFFFFF), rgb(0x1D2834), rgb(0x808080)] {
            for hex in [0x000000, 0xFFFFFF, 0xFFFF00, 0x0000FF, 0x800080, 0x1D2834] {
                assert!(contrast(readable(rgb(hex), ground, 4.5), ground) >= 4.5, "{hex:06x}");
            }
        }
    }

    #[test]
    fn a_colour_that_can_be_read_stays() {
        assert_eq!(readable(rgb(0x1673C8), Color::WHITE, 4.5), rgb(0x1673C8));
    }

    #[test]
    fn an_address_keeps_its_colour_whatever_its_case() {
        assert_eq!(of_address("Bob@Example.com"), of_address("bob@example.com"));
        let all: std::collections::HashSet<String> =
            (0..50).map(|n| format!("{:?}", of_address(&format!("p{n}@example.com")))).collect();
        assert!(all.len() > 4);
    }
}

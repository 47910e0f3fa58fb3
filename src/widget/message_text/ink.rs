//! The colour of a text, shifted in lightness until it can be read on its background.

use crate::theme::color::contrast;
use iced::Color;

/// The contrast that body text needs (WCAG 2, level AA).
pub const READABLE: f32 = 4.5;

/// The colour nearest to `color`, of the same hue, that has at least [`READABLE`] contrast to `background`.
pub fn readable(color: Color, background: Color) -> Color {
    readable_to(READABLE, color, background)
}

/// The same with another least contrast. One that no colour has on that background, as 7 on a middle grey, leaves the
/// colour as it is.
pub fn readable_to(least: f32, color: Color, background: Color) -> Color {
    if contrast(color, background) >= least {
        return color;
    }
    let (hue, saturation, lightness) = to_hsl(color);
    // Rounded to what a screen shows, so that the rounding can't take away what was gained.
    let at = |l: f32| {
        let [r, g, b, _] = from_hsl(hue, saturation, l).into_rgba8();
        Color::from_rgb8(r, g, b)
    };
    let holds = |l: f32| contrast(at(l), background) >= least;
    // White or black always holds; the nearer of the two directions that works is taken.
    let lighter = holds(1.0).then(|| bisect(lightness, 1.0, holds));
    let darker = holds(0.0).then(|| bisect(lightness, 0.0, holds));
    match (lighter, darker) {
        (Some(up), Some(down)) => at(if up - lightness <= lightness - down { up } else { down }),
        (Some(l), None) | (None, Some(l)) => at(l),
        (None, None) => color,
    }
}

/// The colour with less strength, as far as it can still be read on the background.
pub fn toned(color: Color, background: Color) -> Color {
    const TOWARDS: f32 = 0.4;
    let mixed = |a: f32, b: f32| a + (b - a) * TOWARDS;
    let (r, g, b) = (mixed(color.r, background.r), mixed(color.g, background.g), mixed(color.b, background.b));
    readable(Color::from_rgb(r, g, b), background)
}

/// The lightness nearest to `from` that holds, between `from`, which doesn't, and `to`, which does.
fn bisect(from: f32, to: f32, holds: impl Fn(f32) -> bool) -> f32 {
    let (mut bad, mut good) = (from, to);
    for _ in 0..12 {
        let middle = f32::midpoint(bad, good);
        if holds(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    good
}

fn to_hsl(color: Color) -> (f32, f32, f32) {
    let (r, g, b) = (color.r, color.g, color.b);
    let (max, min) = (r.max(g).max(b), r.min(g).min(b));
    let lightness = f32::midpoint(max, min);
    let spread = max - min;
    if spread < 1e-6 {
        return (0.0, 0.0, lightness);
    }
    let saturation = spread / (1.0 - (2.0 * lightness - 1.0).abs());
    let sixth = if (max - r).abs() < 1e-6 {
        ((g - b) / spread).rem_euclid(6.0)
    } else if (max - g).abs() < 1e-6 {
        (b - r) / spread + 2.0
    } else {
        (r - g) / spread + 4.0
    };
    (sixth * 60.0, saturation.min(1.0), lightness)
}

fn from_hsl(hue: f32, saturation: f32, lightness: f32) -> Color {
    let chroma = (1.0 - (2.0 * lightness - 1.0).abs()) * saturation;
    let sixth = hue / 60.0;
    let second = chroma * (1.0 - (sixth.rem_euclid(2.0) - 1.0).abs());
    let (r, g, b) = match sixth {
        s if s < 1.0 => (chroma, second, 0.0),
        s if s < 2.0 => (second, chroma, 0.0),
        s if s < 3.0 => (0.0, chroma, second),
        s if s < 4.0 => (0.0, second, chroma),
        s if s < 5.0 => (second, 0.0, chroma),
        _ => (chroma, 0.0, second),
    };
    let base = lightness - chroma / 2.0;
    let part = |p: f32| (p + base).clamp(0.0, 1.0);
    Color::from_rgb(part(r), part(g), part(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIGHT: Color = Color::WHITE;
    const DARK: Color = Color::from_rgb8(0x1d, 0x28, 0x34);

    #[test]
    fn every_colour_can_be_read_on_every_background() {
        let steps = [0u8, 51, 102, 128, 153, 204, 255];
        for background in [LIGHT, DARK, Color::from_rgb8(0x77, 0x77, 0x77), Color::from_rgb8(200, 30, 90)] {
            for number in 0..steps.len().pow(3) {
                let [r, g, b] = [number / 49, number / 7 % 7, number % 7].map(|at| steps[at]);
                let shown = readable(Color::from_rgb8(r, g, b), background);
                let contrast = contrast(shown, background);
                assert!(contrast >= READABLE, "{r},{g},{b} on {background:?}: {contrast}");
            }
        }
    }

    #[test]
    fn a_toned_colour_is_weaker_and_can_be_read() {
        for (color, background) in
            [(Color::BLACK, LIGHT), (Color::WHITE, DARK), (Color::from_rgb8(0x80, 0x2f, 0xb5), LIGHT)]
        {
            let shown = toned(color, background);
            assert!(
                contrast(shown, background) >= READABLE && contrast(shown, background) < contrast(color, background)
            );
        }
    }

    #[test]
    fn a_colour_that_can_be_read_is_left_alone() {
        let purple = Color::from_rgb8(0x80, 0x2f, 0xb5);
        assert_eq!(readable(purple, LIGHT), purple);
    }

    #[test]
    fn the_hue_stays_and_the_shift_is_small() {
        let shown = readable(Color::from_rgb8(0x80, 0x2f, 0xb5), DARK);
        let (hue, _, _) = to_hsl(shown);
        assert!((hue - to_hsl(Color::from_rgb8(0x80, 0x2f, 0xb5)).0).abs() < 2.0);
        assert!(contrast(shown, DARK) < READABLE + 0.2);
    }
}

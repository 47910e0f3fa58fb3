//! Draws every window in its main states, in light and in dark, without a display:
//!
//! ```text
//! cargo run --example screenshots [-- --language de] [--scale 2] [--to FOLDER] [--all] [--names short|long] [--least]
//! ```
//!
//! Without words they go to `docs/screenshots`, as the README shows them. A text that is cut, stands over another or has
//! letters that no font has ends it with what is wrong.

#[path = "../tests/stage/mod.rs"]
mod stage;

use clap::Parser;
use stage::{Cast, Room, Scene, open, scenes, use_language};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Parser)]
struct Arguments {
    /// The language of the windows.
    #[arg(long, default_value = "en")]
    language: String,
    /// How big everything is drawn.
    #[arg(long, default_value_t = 1.0)]
    scale: f32,
    /// Where the pictures go.
    #[arg(long, default_value = "docs/screenshots")]
    to: PathBuf,
    /// The scenes that only tests look at, too.
    #[arg(long)]
    all: bool,
    /// Only the scenes with this in their names.
    #[arg(long, default_value = "")]
    scene: String,
    /// How people are called: usual, short, long.
    #[arg(long, default_value = "usual")]
    names: String,
    /// As small as each window can be made.
    #[arg(long)]
    least: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    use_language(&arguments.language);
    std::fs::create_dir_all(&arguments.to).expect("the folder can be made");
    let wanted = |scene: &Scene| (arguments.all || scene.shown) && scene.name.contains(&arguments.scene);
    let cast = match arguments.names.as_str() {
        "short" => Cast::Short,
        "long" => Cast::Long,
        _ => Cast::Usual,
    };
    let room = if arguments.least { Room::Least } else { Room::Usual };
    let mut wrong = Vec::new();
    for scene in scenes::all().iter().filter(|scene| wanted(scene)) {
        for (dark, theme) in [(false, "light"), (true, "dark")] {
            let mut stage = open(scene, cast, dark, room);
            wrong.extend(stage.misprints(scene).into_iter().map(|how| format!("{}: {how}", scene.name)));
            let (pixels, size) = stage.shell.pixels(stage.id, arguments.scale);
            let path = arguments.to.join(format!("{}-{theme}.png", scene.name));
            let bytes = write(&path, &pixels, size.width, size.height);
            println!("{} {} bytes", path.display(), bytes);
        }
    }
    for what in &wrong {
        eprintln!("{what}");
    }
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Writes a picture as a PNG of few colours: windows have few, and the pictures are part of the repository.
fn write(path: &Path, pixels: &[u8], width: u32, height: u32) -> usize {
    let (palette, indices) = few_colors(pixels);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette);
    encoder.set_compression(png::Compression::High);
    // Between numbers of colours a difference means nothing.
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().expect("it can be written");
    writer.write_image_data(&indices).expect("it can be written");
    writer.finish().expect("it can be written");
    std::fs::write(path, &bytes).expect("the picture can be written");
    bytes.len()
}

/// At most 256 colours: the most frequent ones as they are, each other one as the nearest of those.
fn few_colors(pixels: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let colors = || pixels.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]);
    let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
    for color in colors() {
        *counts.entry(color).or_default() += 1;
    }
    let mut frequent: Vec<([u8; 3], usize)> = counts.into_iter().collect();
    frequent.sort_by_key(|(color, count)| (std::cmp::Reverse(*count), *color));
    let mut palette: Vec<[u8; 3]> = Vec::new();
    // First what there is most of, so that a gradient stays one; then what is far from everything else, so that an emoji
    // keeps its colours; then whatever there is room for.
    for (reach, room) in [(1, 150), (40, 200), (20, 230), (8, 256), (0, 256)] {
        for (color, _) in &frequent {
            let is_new = palette.iter().all(|known| distance(*known, *color) > reach * reach);
            if palette.len() < room && is_new {
                palette.push(*color);
            }
        }
    }
    let mut nearest: HashMap<[u8; 3], u8> = HashMap::new();
    let indices = colors()
        .map(|color| {
            *nearest.entry(color).or_insert_with(|| {
                let at = (0..palette.len()).min_by_key(|at| distance(palette[*at], color));
                u8::try_from(at.unwrap_or_default()).unwrap_or_default()
            })
        })
        .collect();
    (palette.concat(), indices)
}

fn distance(one: [u8; 3], other: [u8; 3]) -> u32 {
    one.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

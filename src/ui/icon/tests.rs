//! What an icon must be: different by state without colour, visible on every bar, sharp.

use super::*;

const STATES: [Overall; 5] =
    [Overall::Ok, Overall::Working, Overall::Attention, Overall::Paused, Overall::Offline];
const SIZES: [u32; 9] = [16, 20, 22, 24, 28, 32, 40, 48, 64];

/// Relative luminance and contrast as WCAG 2 defines them.
fn luminance([red, green, blue]: [f64; 3]) -> f64 {
    let linear = |channel: f64| {
        if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

fn contrast(a: f64, b: f64) -> f64 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn solid(picture: &Picture) -> impl Iterator<Item = [f64; 3]> + '_ {
    picture
        .rgba
        .chunks_exact(4)
        .filter(|pixel| pixel[3] == 255)
        .map(|pixel| [0, 1, 2].map(|channel| f64::from(pixel[channel]) / 255.0))
}

#[test]
fn it_is_seen_on_the_bar_it_was_drawn_for() {
    // Bars of Windows 10 and 11, GNOME, Plasma and Xfce.
    let light = [[1.0; 3], [0.93; 3], [0.96; 3]];
    let dark = [[0.0; 3], [0.125; 3], [0.11; 3]];
    for state in STATES {
        for size in SIZES {
            for (bar, grounds) in [
                (Bar::Light, light.to_vec()),
                (Bar::Dark, dark.to_vec()),
                (Bar::Unknown, [light, dark].concat()),
                // The four contrast themes of Windows 11: text on background.
                (Bar::Contrast([255, 255, 255]), vec![[0.125; 3]]),
                (Bar::Contrast([0, 0, 0]), vec![[1.0, 0.98, 0.937]]),
                (Bar::Contrast([255, 255, 0]), vec![[0.0; 3]]),
            ] {
                let picture = draw(state, size, bar);
                let all = solid(&picture).count();
                assert!(all > (size * size) as usize / 8, "{state:?} {size} is too thin: {all}");
                for ground in grounds {
                    let seen = solid(&picture)
                        .filter(|pixel| contrast(luminance(*pixel), luminance(ground)) >= 3.0)
                        .count();
                    assert_eq!(seen, all, "{state:?} {size} {bar:?} on {ground:?}");
                }
            }
        }
    }
}

#[test]
fn every_state_has_a_shape_of_its_own() {
    for size in SIZES {
        let grey = |state| {
            let picture = draw(state, size, Bar::Unknown);
            picture.rgba.chunks_exact(4).map(|pixel| i32::from(pixel[3])).collect::<Vec<_>>()
        };
        for (n, one) in STATES.iter().enumerate() {
            for other in &STATES[n + 1..] {
                let differ =
                    grey(*one).iter().zip(grey(*other)).filter(|(a, b)| (*a - b).abs() > 128).count();
                let wanted = (size * size) as usize / 40;
                assert!(differ >= wanted, "{one:?} and {other:?} at {size}: {differ} of {wanted} pixels");
            }
        }
    }
}

#[test]
fn straight_edges_lie_on_the_grid() {
    for size in SIZES {
        let picture = draw(Overall::Ok, size, Bar::Unknown);
        let smooth = picture.rgba.chunks_exact(4).filter(|pixel| pixel[3] != 0 && pixel[3] != 255).count();
        // Only the two slopes of the point may be smoothed: about one pixel per row of the board.
        assert!(smooth <= size as usize, "{size}: {smooth} half-covered pixels");
    }
}

#[test]
fn any_size_is_drawn() {
    for size in [0, 1, 8, 15, 17, 33, 100, 256, u32::MAX] {
        for state in STATES {
            let picture = draw(state, size, Bar::Dark);
            assert_eq!(picture.rgba.len(), (picture.size * picture.size * 4) as usize);
        }
    }
}

//! The tray icon as a pure function of state, size and the bar it stands on.
//!
//! A fingerpost: a post and a board whose end points. The state is told by shape as
//! well as by colour, for those who see no colours. All measures are whole pixels of
//! the size asked for, so that edges are sharp at 16 px; only slopes and discs are
//! smoothed. Nothing is kept: a picture is drawn when it is needed.

mod shape;

#[cfg(test)]
mod assets;
#[cfg(test)]
mod tests;

use crate::core::snapshot::Overall;

use shape::{Canvas, Colour, Shape};

/// The colour of the bar behind the icon, where it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Bar {
    Light,
    Dark,
    /// A contrast theme of the system's: all in its one colour for text (red, green, blue).
    Contrast([u8; 3]),
    /// Colours that keep their distance from black and from white.
    #[default]
    Unknown,
}

/// A square picture: four bytes per pixel, red, green, blue, alpha (not premultiplied).
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pub size: u32,
    pub rgba: Vec<u8>,
}

/// Draws the icon for a state. Sizes outside 8 to 512 are brought into that range.
pub fn draw(state: Overall, size: u32, bar: Bar) -> Picture {
    let size = size.clamp(8, 512);
    let grid = Grid::new(size);
    let Palette { post, board } = palette(state, bar);
    let mut canvas = Canvas::new(size);
    canvas.fill(&grid.post(), post);
    canvas.fill(&grid.board(), board);
    for sign in match state {
        Overall::Ok => Vec::new(),
        Overall::Working => grid.dots(),
        Overall::Attention => grid.exclamation(),
        Overall::Paused => grid.bars(),
        Overall::Offline => vec![grid.inside()],
    } {
        canvas.erase(&sign);
    }
    Picture { size, rgba: canvas.finish() }
}

struct Palette {
    post: Colour,
    board: Colour,
}

/// Colours by state and bar. A test holds each to a contrast of at least 3 to 1.
const fn palette(state: Overall, bar: Bar) -> Palette {
    let post = match bar {
        Bar::Contrast([red, green, blue]) => Colour::new(red, green, blue),
        Bar::Light => Colour::new(0x55, 0x5e, 0x68),
        Bar::Dark => Colour::new(0xc4, 0xcb, 0xd3),
        Bar::Unknown => Colour::new(0x7d, 0x86, 0x91),
    };
    let (light, dark, unknown) = match state {
        Overall::Ok => (0x14_87_45, 0x3d_cb_74, 0x1f_97_52),
        Overall::Working => (0x1a_6f_d4, 0x63_b0_ff, 0x3a_87_e0),
        Overall::Attention => (0xd0_38_1f, 0xff_76_55, 0xe5_4b_2d),
        Overall::Paused | Overall::Offline => (0x55_5e_68, 0xc4_cb_d3, 0x7d_86_91),
    };
    let board = match bar {
        // The shapes alone tell the state there.
        Bar::Contrast(_) => post,
        Bar::Light => Colour::hex(light),
        Bar::Dark => Colour::hex(dark),
        Bar::Unknown => Colour::hex(unknown),
    };
    Palette { post, board }
}

/// Where everything lies, in whole pixels of one size. Made for 16 and rounded from there.
struct Grid {
    size: f32,
    /// The unit: one pixel at 16.
    unit: f32,
}

impl Grid {
    fn new(size: u32) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "at most 512")]
        let size = size as f32;
        Self { size, unit: size / 16.0 }
    }

    /// A length given for 16 px, in whole pixels of this size, at least one.
    fn px(&self, at_16: f32) -> f32 {
        (at_16 * self.unit).round().max(1.0)
    }

    /// The board's left, top, right and bottom; its height is even or odd as the size wants.
    fn board_box(&self) -> [f32; 4] {
        let top = self.px(1.0);
        [0.0, top, self.size, top + self.px(8.0)]
    }

    fn board(&self) -> Shape {
        let [left, top, right, bottom] = self.board_box();
        Shape::finger(left, top, right, bottom)
    }

    /// The board without its rim.
    fn inside(&self) -> Shape {
        let [left, top, right, bottom] = self.board_box();
        let rim = self.px(1.5);
        Shape::finger(left + rim, top + rim, right - rim * std::f32::consts::SQRT_2, bottom - rim)
    }

    fn post(&self) -> Shape {
        let left = self.px(5.0);
        Shape::rect(left, 0.0, left + self.px(2.4), self.size)
    }

    /// Three dots in a row on the board.
    fn dots(&self) -> Vec<Shape> {
        let side = self.px(2.0);
        let y = self.middle(side);
        (0u8..3)
            .map(|n| {
                let x = self.px(2.0) + f32::from(n) * self.px(3.0);
                // A disc this small is but a cross; a square is sharp.
                if side < 5.0 {
                    Shape::rect(x, y, x + side, y + side)
                } else {
                    Shape::disc(x + side / 2.0, y + side / 2.0, side / 2.0)
                }
            })
            .collect()
    }

    /// The two bars of a pause sign on the board.
    fn bars(&self) -> Vec<Shape> {
        let (width, height) = (self.px(2.0), self.px(4.0));
        let y = self.middle(height);
        [self.px(3.0), self.px(3.0) + width + self.px(2.0)]
            .map(|x| Shape::rect(x, y, x + width, y + height))
            .into()
    }

    /// Stroke and point of an exclamation mark on the board.
    fn exclamation(&self) -> Vec<Shape> {
        let (width, stroke, gap, point) = (self.px(2.0), self.px(3.0), self.px(0.8), self.px(1.8));
        let x = self.px(5.4);
        let y = self.middle(stroke + gap + point);
        let below = y + stroke + gap;
        vec![Shape::rect(x, y, x + width, y + stroke), Shape::rect(x, below, x + width, below + point)]
    }

    /// Where something of this height begins to stand in the middle of the board.
    fn middle(&self, height: f32) -> f32 {
        let [_, top, _, bottom] = self.board_box();
        top + ((bottom - top - height) / 2.0).floor()
    }
}

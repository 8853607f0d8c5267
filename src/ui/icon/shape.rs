//! A few filled shapes with smooth edges, and the canvas they are drawn on.
//!
//! How much of a pixel a shape covers is taken from the distance of the pixel's centre
//! to the shape's edge: exact where an edge lies on the pixel grid, and a good likeness
//! on slopes and arcs. There are no lines, no gradients and no text.

/// A colour; channels from 0 to 255.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Colour {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

impl Colour {
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    pub const fn hex(rgb: u32) -> Self {
        let [_, red, green, blue] = rgb.to_be_bytes();
        Self { red, green, blue }
    }
}

pub enum Shape {
    Disc {
        x: f32,
        y: f32,
        radius: f32,
    },
    /// Convex, its corners in clockwise order as seen on the screen.
    Polygon(Vec<(f32, f32)>),
}

impl Shape {
    pub const fn disc(x: f32, y: f32, radius: f32) -> Self {
        Self::Disc { x, y, radius }
    }

    pub fn rect(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self::Polygon(vec![(left, top), (right, top), (right, bottom), (left, bottom)])
    }

    /// A board whose right end is a point of 45 degrees up and down.
    pub fn finger(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        let half = (bottom - top) / 2.0;
        Self::Polygon(vec![
            (left, top),
            (right - half, top),
            (right, top + half),
            (right - half, bottom),
            (left, bottom),
        ])
    }

    /// Distance to the edge, negative inside. Outside a corner it is an underestimate,
    /// which makes no difference within half a pixel.
    fn distance(&self, x: f32, y: f32) -> f32 {
        match self {
            Self::Disc { x: cx, y: cy, radius } => (x - cx).hypot(y - cy) - radius,
            Self::Polygon(corners) => {
                let next = corners.iter().cycle().skip(1);
                corners
                    .iter()
                    .zip(next)
                    .map(|(&(ax, ay), &(bx, by))| {
                        let (dx, dy) = (bx - ax, by - ay);
                        ((x - ax) * dy - (y - ay) * dx) / dx.hypot(dy)
                    })
                    .fold(f32::NEG_INFINITY, f32::max)
            }
        }
    }
}

/// What is being drawn: channels premultiplied by alpha, from 0 to 1.
pub struct Canvas {
    size: u32,
    pixels: Vec<[f32; 4]>,
}

impl Canvas {
    pub fn new(size: u32) -> Self {
        Self { size, pixels: vec![[0.0; 4]; size as usize * size as usize] }
    }

    pub fn fill(&mut self, shape: &Shape, colour: Colour) {
        let paint = [colour.red, colour.green, colour.blue, 255].map(|channel| f32::from(channel) / 255.0);
        self.each(shape, |pixel, cover| {
            for (channel, paint) in pixel.iter_mut().zip(paint) {
                *channel = *channel * (1.0 - cover) + paint * cover;
            }
        });
    }

    pub fn erase(&mut self, shape: &Shape) {
        self.each(shape, |pixel, cover| {
            for channel in pixel {
                *channel *= 1.0 - cover;
            }
        });
    }

    /// Calls `paint` with every pixel the shape touches and how much of it is covered.
    fn each(&mut self, shape: &Shape, paint: impl Fn(&mut [f32; 4], f32)) {
        for (row, y) in self.pixels.chunks_exact_mut(self.size as usize).zip(0u16..) {
            for (pixel, x) in row.iter_mut().zip(0u16..) {
                let cover = (0.5 - shape.distance(f32::from(x) + 0.5, f32::from(y) + 0.5)).clamp(0.0, 1.0);
                if cover > 0.0 {
                    paint(pixel, cover);
                }
            }
        }
    }

    /// Red, green, blue, alpha, not premultiplied.
    pub fn finish(self) -> Vec<u8> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
        let byte = |value: f32| (value * 255.0).round().clamp(0.0, 255.0) as u8;
        self.pixels
            .into_iter()
            .flat_map(|[red, green, blue, alpha]| {
                let whole = if alpha > 0.0 { alpha } else { 1.0 };
                [byte(red / whole), byte(green / whole), byte(blue / whole), byte(alpha)]
            })
            .collect()
    }
}

//! The icon files in `assets/`, made from the same drawing and kept equal to it by a test.
//!
//! Run the tests with `FINGERPOST_WRITE_ASSETS=1` to write them anew after a change.

use std::{fs, path::Path};

use super::*;

/// As many sizes as Windows asks for between 100 % and 400 %.
const ICO: [u32; 8] = [16, 20, 24, 32, 40, 48, 64, 256];

fn app(size: u32) -> Picture {
    draw(Overall::Ok, size, Bar::Unknown)
}

#[test]
fn the_files_show_the_icon_as_it_is_drawn() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    for (file, made) in [("icon.ico", ico(&ICO.map(app))), ("icon.png", png(&app(256)))] {
        let path = folder.join(file);
        if std::env::var_os("FINGERPOST_WRITE_ASSETS").is_some() {
            fs::write(&path, &made).unwrap();
        }
        assert!(fs::read(&path).unwrap() == made, "{file} differs: run with FINGERPOST_WRITE_ASSETS=1");
    }
}

/// All states, sizes and bars on one sheet, for eyes: `FINGERPOST_SHEET=/some/file.png`.
#[test]
fn sheet() {
    let Some(path) = std::env::var_os("FINGERPOST_SHEET") else { return };
    let states = [Overall::Ok, Overall::Working, Overall::Attention, Overall::Paused, Overall::Offline];
    let (width, height) = (1100usize, 1100usize);
    let mut rgba = [0x80, 0x80, 0x80, 255].repeat(width * height);
    let mut put = |picture: &Picture, left: usize, top: usize, zoom: usize, ground: [u8; 3]| {
        let side = picture.size as usize * zoom;
        for y in 0..side + 8 {
            for x in 0..side + 8 {
                let at = ((top + y) * width + left + x) * 4;
                rgba[at..at + 3].copy_from_slice(&ground);
                if (4..side + 4).contains(&x) && (4..side + 4).contains(&y) {
                    let from = ((y - 4) / zoom * picture.size as usize + (x - 4) / zoom) * 4;
                    let pixel = &picture.rgba[from..from + 4];
                    let alpha = u32::from(pixel[3]);
                    for channel in 0..3 {
                        let mix =
                            u32::from(pixel[channel]) * alpha + u32::from(ground[channel]) * (255 - alpha);
                        rgba[at + channel] = u8::try_from(mix / 255).unwrap();
                    }
                }
            }
        }
    };
    let grounds =
        [(Bar::Dark, [32; 3]), (Bar::Light, [238; 3]), (Bar::Unknown, [32; 3]), (Bar::Unknown, [255; 3])];
    for (row, (bar, ground)) in grounds.into_iter().enumerate() {
        for (column, state) in states.into_iter().enumerate() {
            let (x, y) = (column * 218 + 4, row * 270 + 4);
            let mut left = x;
            for size in [16, 22, 24, 32, 48] {
                put(&draw(state, size, bar), left, y, 1, ground);
                left += size as usize + 10;
            }
            put(&draw(state, 16, bar), x, y + 60, 6, ground);
            put(&draw(state, 24, bar), x + 106, y + 60, 4, ground);
            put(&draw(state, 20, bar), x, y + 168, 4, ground);
            put(&draw(state, 64, bar), x + 106, y + 168, 1, ground);
        }
    }
    fs::write(path, png_of(width, height, &rgba)).unwrap();
}

fn png(picture: &Picture) -> Vec<u8> {
    png_of(picture.size as usize, picture.size as usize, &picture.rgba)
}

/// A PNG whose data is stored, or run-length coded by the one fixed code of deflate: small
/// enough for flat colours, and no library is needed.
fn png_of(width: usize, height: usize, rgba: &[u8]) -> Vec<u8> {
    let mut rows = Vec::with_capacity(height * (width * 4 + 1));
    let mut above = vec![0u8; width * 4];
    for row in rgba.chunks_exact(width * 4) {
        rows.push(2);
        rows.extend(row.iter().zip(&above).map(|(now, above)| now.wrapping_sub(*above)));
        above.copy_from_slice(row);
    }
    let side = |n: usize| u32::try_from(n).unwrap().to_be_bytes();
    let mut header = [side(width), side(height)].concat();
    header.extend([8, 6, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", header), (b"IDAT", deflate(&rows)), (b"IEND", Vec::new())] {
        file.extend(side(data.len()));
        let start = file.len();
        file.extend(kind);
        file.extend(data);
        let sum = crc32(&file[start..]);
        file.extend(sum.to_be_bytes());
    }
    file
}

/// zlib with the fixed code, repeating only the byte before (distance 1).
fn deflate(data: &[u8]) -> Vec<u8> {
    let mut bits = Bits { bytes: vec![0x78, 0x01], count: 0 };
    bits.push(0b011, 3);
    let mut at = 0;
    while at < data.len() {
        let run = match at.checked_sub(1) {
            Some(before) => data[at..].iter().take(258).take_while(|byte| **byte == data[before]).count(),
            None => 0,
        };
        if run >= 4 {
            bits.length(run);
            at += run;
        } else {
            bits.symbol(u32::from(data[at]));
            at += 1;
        }
    }
    bits.symbol(256);
    let mut file = bits.bytes;
    let (mut a, mut b) = (1u32, 0u32);
    for byte in data {
        a = (a + u32::from(*byte)) % 65521;
        b = (b + a) % 65521;
    }
    file.extend((b << 16 | a).to_be_bytes());
    file
}

struct Bits {
    bytes: Vec<u8>,
    count: u32,
}

impl Bits {
    /// Lowest bit first.
    fn push(&mut self, value: u32, width: u32) {
        for bit in 0..width {
            if self.count.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.len() - 1;
            self.bytes[last] |= u8::try_from(value >> bit & 1).unwrap() << (self.count % 8);
            self.count += 1;
        }
    }

    /// A code of the fixed tree, highest bit first.
    fn symbol(&mut self, symbol: u32) {
        let (code, width) = match symbol {
            0..=143 => (0x30 + symbol, 8),
            144..=255 => (0x190 + symbol - 144, 9),
            256..=279 => (symbol - 256, 7),
            _ => (0xc0 + symbol - 280, 8),
        };
        self.push(code.reverse_bits() >> (32 - width), width);
    }

    /// Repeats the last byte `run` times (4 to 258).
    fn length(&mut self, run: usize) {
        const BASE: [usize; 29] = [
            3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
            163, 195, 227, 258,
        ];
        const EXTRA: [u32; 29] =
            [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
        let which = BASE.iter().rposition(|base| *base <= run).unwrap();
        self.symbol(257 + u32::try_from(which).unwrap());
        self.push(u32::try_from(run - BASE[which]).unwrap(), EXTRA[which]);
        self.push(0, 5);
    }
}

fn crc32(data: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in data {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

/// Small sizes as bitmaps (older parts of Windows read nothing else), 256 as PNG.
fn ico(pictures: &[Picture]) -> Vec<u8> {
    let images: Vec<_> =
        pictures.iter().map(|one| if one.size >= 256 { png(one) } else { dib(one) }).collect();
    let mut file = vec![0, 0, 1, 0];
    file.extend(u16::try_from(pictures.len()).unwrap().to_le_bytes());
    let mut offset = 6 + 16 * pictures.len();
    for (picture, image) in pictures.iter().zip(&images) {
        // 256 is written as 0.
        let side = u8::try_from(picture.size % 256).unwrap();
        file.extend([side, side, 0, 0, 1, 0, 32, 0]);
        file.extend(u32::try_from(image.len()).unwrap().to_le_bytes());
        file.extend(u32::try_from(offset).unwrap().to_le_bytes());
        offset += image.len();
    }
    file.extend(images.concat());
    file
}

/// A bitmap without file header: twice the height, rows from the bottom, blue first, then the mask.
fn dib(picture: &Picture) -> Vec<u8> {
    let size = picture.size;
    let mut file = Vec::new();
    for field in [40, size, size * 2] {
        file.extend(field.to_le_bytes());
    }
    file.extend([1, 0, 32, 0]);
    file.extend([0; 24]);
    for row in picture.rgba.chunks_exact(size as usize * 4).rev() {
        file.extend(row.chunks_exact(4).flat_map(|pixel| [pixel[2], pixel[1], pixel[0], pixel[3]]));
    }
    for row in picture.rgba.chunks_exact(size as usize * 4).rev() {
        let clear: Vec<_> = row.chunks_exact(4).map(|pixel| pixel[3] == 0).collect();
        let mut mask: Vec<_> = clear
            .chunks(8)
            .map(|eight| (0..8).fold(0u8, |byte, n| byte << 1 | u8::from(eight.get(n) == Some(&true))))
            .collect();
        mask.resize(mask.len().next_multiple_of(4), 0);
        file.extend(mask);
    }
    file
}

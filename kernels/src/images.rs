//! The compiled kernels that this library carries, and the choice among them for a device.

/// One source file compiled for one target.
pub struct Image {
    /// The source's name without `.cu`.
    pub file: &'static str,
    /// `sm_80`, ...: machine code; `compute_80`: PTX.
    pub target: &'static str,
    /// The cubin, or PTX with a NUL at its end.
    pub bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/images.rs"));

/// The images to load on a device of this compute capability: machine code where there is some, else PTX.
pub fn for_capability(images: &'static [Image], major: u32, minor: u32) -> Vec<&'static Image> {
    let mut best: Vec<&'static Image> = Vec::new();
    for image in images {
        let Some(rank) = rank(image.target, major, minor) else { continue };
        match best.iter_mut().find(|found| found.file == image.file) {
            Some(found) if self::rank(found.target, major, minor) < Some(rank) => *found = image,
            Some(_) => {}
            None => best.push(image),
        }
    }
    best
}

/// How well a target suits a device; `None` where it does not run there.
fn rank(target: &str, major: u32, minor: u32) -> Option<u32> {
    let number = |text: &str| text.parse::<u32>().ok().map(|number| (number / 10, number % 10));
    if let Some(version) = target.strip_prefix("compute_") {
        let (found_major, found_minor) = number(version)?;
        return ((found_major, found_minor) <= (major, minor)).then_some(0);
    }
    let version = target.strip_prefix("sm_")?;
    match version.strip_suffix('a') {
        // Code with a chip's own instructions runs on that chip alone.
        Some(version) => (number(version)? == (major, minor)).then_some(1000),
        // Other code runs on later chips of the same generation.
        None => {
            let (found_major, found_minor) = number(version)?;
            (found_major == major && found_minor <= minor).then_some(100 + found_minor)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Image, for_capability};

    static IMAGES: [Image; 5] = [
        Image { file: "norm", target: "compute_80", bytes: b"" },
        Image { file: "norm", target: "sm_80", bytes: b"" },
        Image { file: "norm", target: "sm_89", bytes: b"" },
        Image { file: "norm", target: "sm_90a", bytes: b"" },
        Image { file: "rope", target: "compute_80", bytes: b"" },
    ];

    #[test]
    fn each_device_gets_its_own_code() {
        for (major, minor, target) in
            [(8, 0, "sm_80"), (8, 6, "sm_80"), (8, 9, "sm_89"), (9, 0, "sm_90a"), (10, 0, "compute_80")]
        {
            let found = for_capability(&IMAGES, major, minor);
            assert_eq!(found.len(), 2);
            assert_eq!(found[0].target, target, "{major}.{minor}");
        }
        assert!(for_capability(&IMAGES, 7, 5).is_empty());
    }
}

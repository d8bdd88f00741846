//! The style sheet, scripts, typeface and icons, embedded in the program and named by a hash of their content.
//!
//! A name that changes with its content may be kept by browsers for ever, and an updated program never meets
//! an old script. `build.rs` joins, hashes and compresses; nothing is computed at start.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// One file as it is sent.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// The content as it is.
    pub bytes: &'static [u8],
    /// The same, compressed by brotli, where that makes it smaller.
    pub brotli: Option<&'static [u8]>,
    /// Value of the header `Content-Type`.
    pub content_type: &'static str,
}

struct File {
    name: &'static str,
    address: &'static str,
    asset: Asset,
}

/// The file at a path such as `/assets/css/main.1a2b3c4d5e6f.css`; `None` for any other path.
pub fn find(path: &str) -> Option<Asset> {
    FILES.iter().find(|file| file.address == path).map(|file| file.asset)
}

/// Where a file named as in `/assets` (`css/main.css`) is published; a name that does not exist stays as it is
/// (a test looks up every name that the templates use).
pub fn address(name: &'static str) -> &'static str {
    FILES.iter().find(|file| file.name == name).map_or(name, |file| file.address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_address_leads_to_the_file() {
        let sheet = find(address("css/main.css")).expect("the style sheet");
        assert_eq!(sheet.content_type, "text/css; charset=utf-8");
        assert!(sheet.brotli.expect("compressed").len() < sheet.bytes.len() / 2);
        assert!(find("/assets/css/main.css").is_none(), "only hashed names are kept for ever");
    }

    #[test]
    fn the_style_sheet_names_its_typeface_by_hash() {
        let sheet = find(address("css/main.css")).expect("the style sheet").bytes;
        let text = std::str::from_utf8(sheet).expect("UTF-8");
        assert!(text.contains(address("fonts/golos-text-cyrillic.woff2")));
        assert!(!text.contains("@import") && !text.contains("../"));
    }

    #[test]
    fn style_and_scripts_fit_a_slow_first_visit() {
        let weight: usize = FILES.iter().filter_map(|file| file.asset.brotli).map(<[u8]>::len).sum();
        assert!(weight < 60 * 1024, "{weight} bytes");
    }
}

//! Prepares `/assets` for embedding: style sheets joined into one file, every file named by a hash of its
//! content, the text ones compressed once, and the import map that gives scripts the hashed names.
//!
//! Done at build so that the program starts at once and the content security policy can name the import map
//! by its hash. The result is `$OUT_DIR/embedded.rs`, included by `src/assets.rs`.

use base64::Engine as _;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Folders in the order in which they may name each other: style sheets name fonts and icons.
const FOLDERS: [&str; 4] = ["fonts", "icons", "css", "js"];

fn main() -> Result<(), Box<dyn Error>> {
    let assets = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../assets");
    let out = PathBuf::from(env::var("OUT_DIR")?);

    let mut published = BTreeMap::new();
    let mut source = String::from("static FILES: &[File] = &[\n");
    for folder in FOLDERS {
        println!("cargo::rerun-if-changed={}", assets.join(folder).display());
        for name in names(&assets, folder)? {
            let content = content(&assets, &name, &published)?;
            let address = hashed(&name, &content);
            describe(&mut source, &out, &name, &address, &content)?;
            published.insert(name, address);
        }
    }
    source.push_str("];\n");

    let map = import_map(&published);
    let digest = base64::prelude::BASE64_STANDARD.encode(Sha256::digest(&map));
    writeln!(source, "/// The import map, exactly as it stands in each page.\npub const IMPORT_MAP: &str = {map:?};")?;
    writeln!(
        source,
        "/// The import map's source expression for `script-src`, without its quotes.\npub const IMPORT_MAP_HASH: &str = \"sha256-{digest}\";"
    )?;
    fs::write(out.join("embedded.rs"), source)?;
    Ok(())
}

/// The files of a folder that are published: a style sheet only if it is an entry, a script without its types.
fn names(assets: &Path, folder: &str) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(assets.join(folder))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let published = match folder {
            "css" => name == "main.css",
            "js" => name.ends_with(".js"),
            "fonts" => name.ends_with(".woff2"),
            _ => true,
        };
        if published {
            names.push(format!("{folder}/{name}"));
        }
    }
    names.sort();
    Ok(names)
}

fn content(assets: &Path, name: &str, published: &BTreeMap<String, String>) -> Result<Vec<u8>, Box<dyn Error>> {
    if !name.ends_with(".css") {
        return Ok(fs::read(assets.join(name))?);
    }
    let mut sheet = joined(&assets.join(name))?;
    for (plain, address) in published {
        sheet = sheet.replace(&format!("../{plain}"), address);
    }
    Ok(sheet.into_bytes())
}

/// A style sheet with each `@import "part.css";` line replaced by that part, comments left out.
fn joined(path: &Path) -> Result<String, Box<dyn Error>> {
    let mut sheet = String::new();
    for line in fs::read_to_string(path)?.lines() {
        match line.strip_prefix("@import \"").and_then(|rest| rest.strip_suffix("\";")) {
            Some(part) => sheet.push_str(&joined(&path.with_file_name(part))?),
            None => {
                sheet.push_str(line.trim());
                sheet.push('\n');
            }
        }
    }
    Ok(without_comments(&sheet))
}

fn without_comments(sheet: &str) -> String {
    let mut kept = String::new();
    let mut rest = sheet;
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    kept + rest
}

/// `css/main.css` becomes `/assets/css/main.1a2b3c4d5e6f.css`.
fn hashed(name: &str, content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let mark: String = digest.iter().take(6).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("/assets/{stem}.{mark}.{extension}")
}

/// Writes the file (and its brotli form, where that is smaller) beside the generated source, and its entry.
fn describe(source: &mut String, out: &Path, name: &str, address: &str, content: &[u8]) -> Result<(), Box<dyn Error>> {
    let stored = out.join(name.replace('/', "-"));
    fs::write(&stored, content)?;
    let packed = brotli_of(content)?;
    let brotli = if packed.len() < content.len() && !name.ends_with(".woff2") {
        let path = out.join(format!("{}.br", name.replace('/', "-")));
        fs::write(&path, packed)?;
        format!("Some(include_bytes!({path:?}))")
    } else {
        "None".to_owned()
    };
    writeln!(
        source,
        "    File {{ name: {name:?}, address: {address:?}, asset: Asset {{ bytes: include_bytes!({stored:?}), brotli: {brotli}, content_type: {:?} }} }},",
        content_type(name)
    )?;
    Ok(())
}

fn brotli_of(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 18, ..Default::default() };
    brotli::BrotliCompress(&mut &*content, &mut packed, &parameters)?;
    Ok(packed)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

/// Modules import each other by plain relative names (`./entry-queue.js`); the map leads those to the hashed ones.
fn import_map(published: &BTreeMap<String, String>) -> String {
    let entries: Vec<String> = published
        .iter()
        .filter(|(name, _)| name.ends_with(".js"))
        .map(|(name, address)| format!("\"/assets/{name}\":\"{address}\""))
        .collect();
    format!("{{\"imports\":{{{}}}}}", entries.join(","))
}

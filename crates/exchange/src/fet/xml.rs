//! The border: bytes from outside become a checked XML tree or a sentence.
//!
//! Size, number of elements and depth are limited, document type declarations are refused (so entities cannot multiply), and only
//! UTF-8 is read, because FET never writes anything else.

use std::collections::HashMap;

use roxmltree::{Document, Error, Node, ParsingOptions};

use super::problem::FetProblem;

/// Largest file that is read. The largest real file that we know has 6 MB.
const MAX_BYTES: usize = 20 * 1024 * 1024;
/// Elements and texts in a file; a file of 6 MB has about half a million.
const MAX_NODES: u32 = 2_500_000;
/// A subgroup's category in FET 6 lies six levels deep.
const MAX_DEPTH: u8 = 16;
/// Where an encoding could be declared.
const DECLARATION: usize = 200;

/// The text of the file, without its byte order mark.
pub fn text(bytes: &[u8]) -> Result<&str, FetProblem> {
    if bytes.len() > MAX_BYTES {
        return Err(FetProblem::TooLarge { megabytes: bytes.len().div_ceil(1024 * 1024) });
    }
    if bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(b"PK") {
        return Err(FetProblem::Compressed);
    }
    if let Some(encoding) = foreign_encoding(bytes) {
        return Err(FetProblem::Encoding { encoding });
    }
    let text = str::from_utf8(bytes).map_err(|_| FetProblem::NotText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(FetProblem::Empty);
    }
    if !text.trim_start().starts_with('<') || text.contains('\0') {
        return Err(FetProblem::NotText);
    }
    Ok(text)
}

fn foreign_encoding(bytes: &[u8]) -> Option<String> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Some("UTF-16".to_owned());
    }
    let head = String::from_utf8_lossy(bytes.get(..DECLARATION.min(bytes.len()))?).into_owned();
    let declaration = head.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let encoding = value.split(quote).nth(1)?;
    (!encoding.eq_ignore_ascii_case("utf-8")).then(|| encoding.to_owned())
}

/// The tree of a well-formed text.
pub fn tree(text: &str) -> Result<Document<'_>, FetProblem> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let tree = Document::parse_with_options(text, options).map_err(|error| unreadable(&error))?;
    check_depth(&tree)?;
    Ok(tree)
}

fn unreadable(error: &Error) -> FetProblem {
    let line = error.pos().row;
    match error {
        Error::DtdDetected => FetProblem::Doctype,
        Error::NodesLimitReached | Error::AttributesLimitReached | Error::NamespacesLimitReached => FetProblem::TooMany,
        Error::UnknownEntityReference(name, _) => FetProblem::Entity { line, name: name.clone() },
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream | Error::NoRootNode => FetProblem::Truncated,
        Error::UnexpectedCloseTag(opened, closed, _) => {
            FetProblem::Crossed { line, opened: opened.clone(), closed: closed.clone() }
        }
        _ => FetProblem::Broken { line, column: error.pos().col },
    }
}

fn check_depth(tree: &Document) -> Result<(), FetProblem> {
    let mut depths: Vec<u8> = Vec::new();
    for node in tree.descendants() {
        let parent = node.parent().and_then(|parent| depths.get(parent.id().get_usize()));
        let depth = parent.map_or(0, |depth| depth + 1);
        if depth > MAX_DEPTH {
            return Err(FetProblem::TooDeep { line: line(node) });
        }
        depths.push(depth);
    }
    Ok(())
}

/// Line of the file on which the element begins.
pub fn line(node: Node) -> u32 {
    node.document().text_pos_at(node.range().start).row
}

/// Child elements, texts and comments left out.
pub fn elements<'a, 'input>(node: Node<'a, 'input>) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(Node::is_element)
}

/// Child elements of this name.
pub fn named<'a, 'input>(node: Node<'a, 'input>, name: &'static str) -> impl Iterator<Item = Node<'a, 'input>> {
    elements(node).filter(move |child| child.has_tag_name(name))
}

/// The first child element of this name.
pub fn child<'a, 'input>(node: Node<'a, 'input>, name: &'static str) -> Option<Node<'a, 'input>> {
    named(node, name).next()
}

/// The text directly inside the element.
pub fn content(node: Node) -> String {
    node.children().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// The text of a child that must be there.
pub fn required<'a, 'input>(node: Node<'a, 'input>, name: &'static str) -> Result<Node<'a, 'input>, FetProblem> {
    child(node, name).ok_or_else(|| FetProblem::Missing {
        line: line(node),
        element: node.tag_name().name().to_owned(),
        child: name,
    })
}

/// The number that the element holds.
pub fn number<T: std::str::FromStr>(node: Node) -> Result<T, FetProblem> {
    let text = content(node);
    text.trim().parse().map_err(|_| FetProblem::NotANumber {
        line: line(node),
        element: node.tag_name().name().to_owned(),
        text: text.trim().chars().take(40).collect(),
    })
}

/// The number in a child, or `absent` where there is no such child or it is empty.
pub fn number_or<T: std::str::FromStr>(node: Node, name: &'static str, absent: T) -> Result<T, FetProblem> {
    match child(node, name).filter(|found| !content(*found).trim().is_empty()) {
        Some(found) => number(found),
        None => Ok(absent),
    }
}

/// Whether a child says `true`, as FET spells it.
pub fn flag(node: Node, name: &'static str, absent: bool) -> bool {
    child(node, name).map_or(absent, |found| matches!(content(found).trim(), "true" | "yes" | "1"))
}

/// The position of the name that the element holds, in the list of this title.
pub fn position(known: &HashMap<&str, usize>, node: Node, list: &'static str) -> Result<usize, FetProblem> {
    let name = content(node);
    known.get(name.as_str()).copied().ok_or_else(|| FetProblem::Undefined { line: line(node), list, name })
}

/// A text that may stand inside an element.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\r' => escaped.push_str("&#13;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

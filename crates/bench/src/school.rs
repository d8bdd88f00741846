//! The demo school as its pages show it: who signs in, which journal page is as large as a real one, where marks can be put.

use std::io::{Error, Result};

use crate::client::{Answer, Connection, request};

/// Of every demo account.
const PASSWORD: &str = "parta-demo-school";

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Visitor {
    host: String,
    cookies: String,
    csrf: String,
}

impl Visitor {
    /// Signs in as a browser does.
    pub async fn sign_in(host: &str, login: &str) -> Result<Self> {
        let mut connection = Connection::open(host).await?;
        let door = connection.send(&request("GET", "/sign-in", host, "", "", "")).await?;
        let token = between(&door.text()?, "<meta name=\"csrf\" content=\"", "\"")?;
        let form = format!("_csrf={token}&login={login}&password={PASSWORD}");
        let kind = "content-type: application/x-www-form-urlencoded\r\n";
        let welcome = connection.send(&request("POST", "/sign-in", host, &cookies(&door), kind, &form)).await?;
        let mut visitor = Self { host: host.to_owned(), cookies: cookies(&welcome), csrf: String::new() };
        visitor.csrf = between(&visitor.page("/").await?, "<meta name=\"csrf\" content=\"", "\"")?;
        Ok(visitor)
    }

    /// Somebody at the same server whom nobody knows.
    pub fn stranger(&self) -> Self {
        Self { host: self.host.clone(), cookies: String::new(), csrf: String::new() }
    }

    /// The request for a page.
    pub fn get(&self, path: &str) -> String {
        request("GET", path, &self.host, &self.cookies, "", "")
    }

    /// The request that a script of the page sends.
    pub fn put(&self, path: &str, key: &str, body: &str) -> String {
        let headers =
            format!("content-type: application/json\r\nx-csrf-token: {}\r\nidempotency-key: {key}\r\n", self.csrf);
        request("PUT", path, &self.host, &self.cookies, &headers, body)
    }

    /// A page's text; follows redirections.
    async fn page(&self, path: &str) -> Result<String> {
        let mut connection = Connection::open(&self.host).await?;
        let mut path = path.to_owned();
        loop {
            let answer = connection.send(&self.get(&path)).await?;
            match (answer.status, answer.headers("location").next()) {
                (200, _) => return answer.text(),
                (303, Some(next)) if !next.starts_with("/sign-in") => path = next.to_owned(),
                (status, _) => return Err(Error::other(format!("{path} answers {status}"))),
            }
        }
    }
}

fn cookies(answer: &Answer) -> String {
    let pairs = answer.headers("set-cookie").filter_map(|cookie| cookie.split(';').next());
    pairs.collect::<Vec<_>>().join("; ")
}

/// What the loads need to know.
pub struct School {
    pub teacher: Visitor,
    pub parent: Visitor,
    /// A file of about 20 KB that every page uses: the typeface.
    pub asset: String,
    /// Of the pages of all teachers who can sign in, the one nearest to 25 students and 30 lessons.
    pub journal: (Visitor, String),
    pub diary: String,
    /// Empty cells of the teacher, in which marks may be put: lesson and student. Each is used once.
    pub cells: Vec<(i64, i64)>,
    /// The teacher's lessons of today for whole classes: lesson and its students.
    pub rolls: Vec<(i64, Vec<i64>)>,
}

impl School {
    pub async fn look_at(host: &str) -> Result<Self> {
        let teacher = Visitor::sign_in(host, "teacher").await?;
        let parent = Visitor::sign_in(host, "parent").await?;
        let start = teacher.page("/").await?;
        let font = between(&start, "/assets/fonts/golos-text-cyrillic.", "\"")?;
        let child = between(&parent.page("/").await?, "href=\"/diary/", "\"")?;
        let today = addresses(&start, "/lessons/");
        let (mut cells, mut rolls) = (Vec::new(), Vec::new());
        for page in own_pages(&teacher.page("/journal").await?) {
            let grid = Grid::of(&teacher.page(&page).await?);
            cells.extend(grid.empty_cells(&today).step_by(3));
            let of_page = today.iter().filter(|lesson| grid.lessons.contains(lesson));
            rolls.extend(of_page.map(|lesson| (*lesson, grid.students())));
        }
        rolls.retain(|(_, students)| students.len() >= 24);
        Ok(Self {
            journal: nearest_journal(host).await?,
            teacher,
            parent,
            asset: format!("/assets/fonts/golos-text-cyrillic.{font}"),
            diary: format!("/diary/{child}"),
            cells,
            rolls,
        })
    }

    /// «25 × 32 cells, 641 of them filled»
    pub async fn journal_in_words(&self) -> Result<String> {
        let grid = Grid::of(&self.journal.0.page(&self.journal.1).await?);
        let filled = grid.rows.iter().flat_map(|(_, cells)| cells).filter(|filled| **filled).count();
        Ok(format!("{} × {} cells, {filled} of them filled", grid.rows.len(), grid.lessons.len()))
    }
}

async fn nearest_journal(host: &str) -> Result<(Visitor, String)> {
    let mut nearest: Option<(usize, Visitor, String)> = None;
    for login in ["teacher", "class-teacher", "primary-teacher"] {
        let visitor = Visitor::sign_in(host, login).await?;
        for page in own_pages(&visitor.page("/journal").await?) {
            for term in addresses(&visitor.page(&page).await?, &format!("{page}?term=")) {
                let address = format!("{page}?term={term}");
                let distance = Grid::of(&visitor.page(&address).await?).distance(25, 30);
                if nearest.as_ref().is_none_or(|(least, ..)| distance < *least) {
                    nearest = Some((distance, visitor.clone(), address));
                }
            }
        }
    }
    let found = nearest.map(|(_, visitor, address)| (visitor, address));
    found.ok_or_else(|| Error::other("no teacher has a journal page"))
}

/// The table of a journal page.
struct Grid {
    lessons: Vec<i64>,
    /// Lessons that have not begun.
    ahead: Vec<i64>,
    /// By student: whether anything stands in each cell.
    rows: Vec<(i64, Vec<bool>)>,
}

impl Grid {
    fn of(page: &str) -> Self {
        let (head, body) = page.split_once("<tbody>").unwrap_or_default();
        let columns: Vec<&str> = head.split("<th id=\"l").skip(1).collect();
        let ahead =
            columns.iter().filter(|column| column.split('>').next().is_some_and(|tag| tag.contains("data-closed")));
        let lessons: Vec<i64> = columns.iter().filter_map(|column| number(column)).collect();
        let ahead = ahead.filter_map(|column| number(column)).collect();
        let table = body.split("</tbody>").next().unwrap_or_default();
        let cells =
            |row: &str| row.split("<td").skip(1).take(lessons.len()).map(|cell| cell.contains("data-r=")).collect();
        let rows = table.split("<tr id=s").skip(1).filter_map(|row| Some((number(row)?, cells(row)))).collect();
        Self { lessons, ahead, rows }
    }

    fn students(&self) -> Vec<i64> {
        self.rows.iter().map(|(student, _)| *student).collect()
    }

    fn distance(&self, students: usize, lessons: usize) -> usize {
        self.rows.len().abs_diff(students) * 2 + self.lessons.len().abs_diff(lessons) + self.ahead.len()
    }

    fn empty_cells(&self, but: &[i64]) -> impl Iterator<Item = (i64, i64)> {
        let cells = |(student, cells): &(i64, Vec<bool>)| -> Vec<(i64, i64)> {
            let empty = self.lessons.iter().zip(cells).filter(|(_, filled)| !**filled).map(|(lesson, _)| *lesson);
            empty
                .filter(|lesson| !but.contains(lesson) && !self.ahead.contains(lesson))
                .map(|lesson| (lesson, *student))
                .collect()
        };
        self.rows.iter().flat_map(cells)
    }
}

/// The pages that the teacher teaches, from the list of pages.
fn own_pages(list: &str) -> Vec<String> {
    list.split("<li class=\"own\"><a href=\"")
        .skip(1)
        .filter_map(|item| item.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// The numbers that follow `prefix` in the addresses of a page, each once.
fn addresses(page: &str, prefix: &str) -> Vec<i64> {
    let mut numbers: Vec<i64> = page.split(&format!("href=\"{prefix}")).skip(1).filter_map(number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The number with which a text begins.
fn number(text: &str) -> Option<i64> {
    text.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

fn between(text: &str, before: &str, after: &str) -> Result<String> {
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.map(|(found, _)| found.to_owned()).ok_or_else(|| Error::other(format!("a page lacks «{before}»")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_is_read_from_its_page() {
        let page = "<th id=\"l7\" scope=\"col\"><th id=\"l9\" class=\"f\" data-closed=\"ahead\"></thead><tbody>\
                    <tr id=s3><th>Ёлкина<td data-r=4>5<td><td>5,00</tbody>";
        let grid = Grid::of(page);
        assert_eq!((grid.lessons, grid.ahead, grid.rows), (vec![7, 9], vec![9], vec![(3, vec![true, false])]));
    }
}

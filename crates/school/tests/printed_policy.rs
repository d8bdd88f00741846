//! `docs/access.md`: the policy as it answers, role by role. `PARTA_BLESS=1 cargo nextest run -p parta-school printed` writes it.
#![expect(clippy::expect_used, reason = "what does not fit fails its test")]

use std::collections::BTreeMap;
use std::fmt::{Debug, Write};
use std::path::Path;

use chrono::NaiveDate;
use parta_school::access::{self, Actor, Assignment, CorrectionsPart, Denied, Page, RecordPart, Role, Scope, Student};
use parta_school::ids::{ClassId, InstitutionId, LessonId, PageId, PersonId};

const POLICY: &str = include_str!("../src/access.rs");
const FILE: &str = "../../docs/access.md";

const THIS: ClassId = ClassId(7);
const OTHER: ClassId = ClassId(4);
const ASKER: PersonId = PersonId(1);
const STUDENT: PersonId = PersonId(2);

/// How the asker stands to the thing asked for.
#[derive(Clone, Copy, PartialEq)]
enum Stand {
    /// Holds the role in the whole institution, without more.
    Anywhere,
    /// Holds it for the class of the thing.
    ForClass,
    /// Holds it for another class.
    ForOther,
    /// The page (or class) is in the load.
    Teaches,
    /// Is the student, or a guardian with the right to the diary.
    Own,
}

impl Stand {
    fn words(self) -> &'static str {
        match self {
            Self::Anywhere => "the role alone",
            Self::ForClass => "given for this class",
            Self::ForOther => "given for another class",
            Self::Teaches => "in the load",
            Self::Own => "own, or own child's",
        }
    }

    fn actor(self, role: Role) -> Actor {
        let scope = match self {
            Self::ForClass => Scope::Class(THIS),
            Self::ForOther => Scope::Class(OTHER),
            _ => Scope::Institution,
        };
        let from_day = NaiveDate::from_ymd_opt(2026, 9, 1).expect("a day");
        Actor {
            institution: InstitutionId(1),
            account: None,
            person: Some(if self == Self::Own && role == Role::Student { STUDENT } else { ASKER }),
            name: "Иванов Иван Иванович".into(),
            assignments: vec![Assignment { role, scope, from_day, to_day: None }],
            wards: if self == Self::Own { vec![STUDENT] } else { Vec::new() },
        }
    }

    fn page(self) -> Page {
        Page { id: PageId(1), class: THIS, teachers: if self == Self::Teaches { vec![ASKER] } else { Vec::new() } }
    }
}

use Stand::{Anywhere, ForClass, ForOther, Own, Teaches};

/// One function of the policy, asked as somebody who stands so to the thing.
struct Question {
    function: &'static str,
    /// Under which condition of the regulation, where there is one.
    under: &'static str,
    stands: &'static [Stand],
    ask: fn(&Actor, Stand) -> Result<String, Denied>,
}

const QUESTIONS: &[Question] = &[
    Question {
        function: "may_read_page",
        under: "",
        stands: &[Anywhere, ForClass, ForOther, Teaches],
        ask: |who, stand| plain(access::may_read_page(who, &stand.page())),
    },
    Question {
        function: "may_list_pages",
        under: "",
        stands: &[Anywhere, ForClass],
        ask: |who, _| plain(access::may_list_pages(who)),
    },
    Question {
        function: "may_record",
        under: "",
        stands: &[Anywhere, ForClass, ForOther, Teaches],
        ask: |who, stand| plain(access::may_record(who, LessonId(1), &stand.page())),
    },
    Question {
        function: "may_read_absences",
        under: "",
        stands: &[Anywhere, ForClass, ForOther, Teaches],
        ask: |who, _| plain(access::may_read_absences(who, THIS)),
    },
    Question {
        function: "may_explain_absences",
        under: "where the regulation leaves the reason to the class teacher (P0)",
        stands: &[Anywhere, ForClass, ForOther, Teaches],
        ask: |who, _| plain(access::may_explain_absences(who, THIS, true)),
    },
    Question {
        function: "may_explain_absences",
        under: "where the teacher enters the reason with the code (P3)",
        stands: &[Anywhere, ForClass, ForOther, Teaches],
        ask: |who, _| plain(access::may_explain_absences(who, THIS, false)),
    },
    Question {
        function: "may_read_diary",
        under: "",
        stands: &[Anywhere, ForClass, ForOther, Teaches, Own],
        ask: |who, _| plain(access::may_read_diary(who, &Student { id: STUDENT, class: Some(THIS) })),
    },
    Question {
        function: "may_request_correction",
        under: "",
        stands: &[Anywhere, ForClass, ForOther, Teaches],
        ask: |who, stand| plain(access::may_request_correction(who, &stand.page())),
    },
    Question {
        function: "may_confirm_correction",
        under: "",
        stands: &[Anywhere, ForClass, ForOther, Teaches],
        ask: |who, stand| plain(access::may_confirm_correction(who, &stand.page())),
    },
    Question {
        function: "may_refuse_correction",
        under: "a request that waits for confirmation",
        stands: &[Anywhere, ForClass, ForOther, Teaches],
        ask: |who, stand| plain(access::may_refuse_correction(who, &stand.page(), false)),
    },
    Question {
        function: "may_refuse_correction",
        under: "a request that is confirmed",
        stands: &[Anywhere, ForClass, ForOther, Teaches],
        ask: |who, stand| plain(access::may_refuse_correction(who, &stand.page(), true)),
    },
    Question {
        function: "may_execute_corrections",
        under: "",
        stands: &[Anywhere, ForClass],
        ask: |who, _| plain(access::may_execute_corrections(who)),
    },
    Question {
        function: "may_read_corrections",
        under: "",
        stands: &[Anywhere, ForClass],
        ask: |who, _| {
            let part = access::may_read_corrections(who)?.part();
            Ok(match part {
                CorrectionsPart::All => "all",
                CorrectionsPart::HeadedBy(_) => "of the classes given",
                CorrectionsPart::Own(_) => "own",
            }
            .into())
        },
    },
    Question {
        function: "may_read_timetable",
        under: "",
        stands: &[Anywhere, ForClass, ForOther, Teaches, Own],
        ask: |who, stand| plain(access::may_read_timetable(who, THIS, stand == Teaches, stand == Own)),
    },
    Question {
        function: "may_read_record",
        under: "",
        stands: &[Anywhere, ForClass],
        ask: |who, _| {
            let part = access::may_read_record(who)?.part();
            Ok(match part {
                RecordPart::All => "all",
                RecordPart::Journal => "journal data",
                RecordPart::Technical => "technical events",
                RecordPart::HeadedBy(_) => "journal data of the classes headed",
                RecordPart::Own(_) => "own",
            }
            .into())
        },
    },
    Question {
        function: "may_set_up",
        under: "",
        stands: &[Anywhere, ForClass],
        ask: |who, _| plain(access::may_set_up(who)),
    },
];

fn plain(answer: Result<impl Debug, Denied>) -> Result<String, Denied> {
    answer.map(|_| "yes".to_owned())
}

/// what is printed is what the policy says.
#[test]
fn docs_access_md_is_printed_from_the_policy() {
    let (printed, file) = (document(), Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE));
    if std::env::var_os("PARTA_BLESS").is_some() {
        std::fs::write(&file, &printed).expect("docs/access.md is written");
    }
    let stored = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        stored == printed,
        "docs/access.md is out of date: PARTA_BLESS=1 cargo nextest run -p parta-school printed"
    );
}

/// A new function of the policy has to be printed too.
#[test]
fn every_function_of_the_policy_is_printed() {
    let functions: Vec<&str> = POLICY.lines().filter_map(function).collect();
    let missing: Vec<&&str> =
        functions.iter().filter(|name| QUESTIONS.iter().all(|question| question.function != **name)).collect();
    assert!(missing.is_empty(), "QUESTIONS does not ask {missing:?}");
}

/// The name of the function of the policy that begins on this line.
fn function(line: &str) -> Option<&str> {
    line.strip_prefix("pub fn ").filter(|rest| rest.starts_with("may_")).and_then(|rest| rest.split('(').next())
}

fn document() -> String {
    let mut text = String::from(
        "# Who may do what\n\n\
         Printed from `crates/school/src/access.rs` by `crates/school/tests/printed_policy.rs`; `PARTA_BLESS=1 cargo nextest run -p \
         parta-school printed` writes it anew. What the answers *should* be is transcribed by hand from the requirements in \
         `tests/access/expected.toml`; a test compares the two with whole requests at every address.\n\n\
         A dash is a refusal. Staff are refused with the reason in words (403); for families and for another institution the thing does \
         not exist (404, R-018). Roles that a table does not name get only dashes in it. A person with several roles has the sum of them, \
         each only on the days for which it was given.\n",
    );
    for question in QUESTIONS {
        section(&mut text, question);
    }
    text
}

fn section(text: &mut String, question: &Question) {
    let _ = write!(text, "\n## `{}`", question.function);
    if !question.under.is_empty() {
        let _ = write!(text, " – {}", question.under);
    }
    let _ = writeln!(text, "\n\n{}\n", comment(question.function));
    let heads: Vec<&str> = question.stands.iter().map(|stand| stand.words()).collect();
    let rows: Vec<String> = Role::ALL.iter().filter_map(|role| row(question, *role)).collect();
    if rows.is_empty() {
        let _ = writeln!(text, "Nobody.");
    } else {
        let _ = writeln!(text, "| Role | {} |\n|---|{}", heads.join(" | "), "---|".repeat(heads.len()));
        let _ = writeln!(text, "{}", rows.join("\n"));
    }
    for (said, roles) in refusals(question) {
        let _ = writeln!(text, "\nRefused with «{said}»: {}.", roles.join(", "));
    }
}

/// The line of a role, unless it has nothing but dashes.
fn row(question: &Question, role: Role) -> Option<String> {
    let answer = |stand: &Stand| (question.ask)(&stand.actor(role), *stand);
    let answers: Vec<Result<String, Denied>> = question.stands.iter().map(answer).collect();
    answers.iter().any(Result::is_ok).then(|| {
        let cells: Vec<String> = answers.into_iter().map(|answer| answer.unwrap_or_else(|_| "–".into())).collect();
        format!("| {} `{}` | {} |", role.title(), role.code(), cells.join(" | "))
    })
}

/// What staff hear who have no line in the table.
fn refusals(question: &Question) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut said: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for role in Role::ALL.iter().filter(|role| row(question, **role).is_none()) {
        let Some(stand) = question.stands.first() else {
            continue;
        };
        if let Err(Denied::Refused(reason)) = (question.ask)(&stand.actor(*role), *stand) {
            said.entry(reason).or_default().push(role.code());
        }
    }
    said
}

/// What the policy itself says above the function.
fn comment(name: &str) -> String {
    let mut above = Vec::new();
    for line in POLICY.lines() {
        match line.strip_prefix("/// ") {
            Some(words) => above.push(words),
            None if function(line) == Some(name) => return above.join(" "),
            None => above.clear(),
        }
    }
    String::new()
}

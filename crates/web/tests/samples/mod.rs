//! A small school and a college, as the pages would show them.

use parta_school::regulation::RegulationProfile;
use parta_web::pages::shell::{Empty, Link, Live, Look, Notice, Person, Problem, Shell, Theme};
use parta_web::pages::words::Words;
use parta_web::pages::{
    absences, cell, corrections, diary, journal, journals, lesson, message, record, sign_in, timetable, today,
};

/// A rendered page.
pub struct Page {
    pub name: &'static str,
    pub html: String,
}

/// Every page, full and empty.
pub fn pages() -> Vec<Page> {
    let render = |name, page: &dyn askama::DynTemplate| Page { name, html: page.dyn_render().expect(name) };
    vec![
        render("sign-in", &sign_in_page(true)),
        render("sign-in-refused", &sign_in_page(false)),
        render("rule", &rule()),
        render("kept", &kept()),
        render("today", &today_page()),
        render("today-empty", &today_empty()),
        render("journals", &journals_page()),
        render("journal", &school_journal()),
        render("journal-card", &journal_card()),
        render("journal-college", &college_journal()),
        render("journal-empty", &journal_empty()),
        render("journal-read", &journal_read()),
        render("lesson", &school_lesson()),
        render("lesson-refused", &lesson_refused()),
        render("lesson-college", &college_lesson()),
        render("lesson-read", &lesson_read()),
        render("cell", &cell_page(school_card())),
        render("cell-locked", &cell_page(locked_card())),
        render("absences", &absences_page()),
        render("absences-empty", &absences_empty()),
        render("corrections", &corrections_page()),
        render("diary", &school_diary()),
        render("diary-empty", &diary_empty()),
        render("timetable", &timetable_page()),
        render("record", &record_page()),
        render("not-found", &message::MessagePage::not_found(teacher("/journal/999", 1))),
        render("forbidden", &forbidden()),
        render("failed", &message::MessagePage::failed(teacher("/today", 0), "7f3a-19c2")),
        render(
            "unavailable",
            &message::MessagePage::unavailable(Shell { csrf: "token".into(), ..Shell::default() }, "7f3a-19c2"),
        ),
    ]
}

const STUDENTS: [&str; 25] = [
    "Абрамова Софья",
    "Белов Тимур",
    "Васильева Дарья",
    "Гаврилов Иван",
    "Герасимова Полина",
    "Дьячков Арсений",
    "Евсеева Анна",
    "Ёлкина Вероника",
    "Жданов Кирилл",
    "Зайцев Роман",
    "Ильина Мария",
    "Калинин Егор",
    "Ковалёва Алиса",
    "Кузнецов Матвей",
    "Лебедева Ксения",
    "Морозов Артём",
    "Назарова Милана",
    "Орлов Даниил",
    "Павлова Ева",
    "Рябов Степан",
    "Соколова Виктория",
    "Тихонов Глеб",
    "Ушакова Варвара",
    "Фёдоров Лев",
    "Щербакова Яна",
];

const WEEKDAYS: [&str; 4] = ["пн", "вт", "ср", "чт"];

fn text(value: &str) -> String {
    value.to_owned()
}

fn teacher(here: &str, section: usize) -> Shell {
    let sections = [
        ("Сегодня", "/today"),
        ("Журнал", "/journal"),
        ("Пропуски", "/classes/7/absences"),
        ("Исправления", "/corrections"),
    ];
    Shell {
        title: sections[section].0.to_owned(),
        institution: text("школа № 9"),
        person: Some(Person {
            account: 41,
            name: text("Петрова Анна Викторовна"),
            post: text("учитель"),
            family: false,
        }),
        links: sections
            .iter()
            .enumerate()
            .map(|(number, (label, address))| Link::to(label, address, number == section))
            .collect(),
        csrf: text("token"),
        here: here.to_owned(),
        banner: Some(text("Демонстрационная школа. Сегодня 3 декабря 2026 г., чт")),
        ..Shell::default()
    }
}

fn college(here: &str) -> Shell {
    let person =
        Person {
            account: 52, name: text("Орлова Елена Николаевна"), post: text("преподаватель"), family: false
        };
    Shell {
        institution: text("Егорьевский техникум"), person: Some(person), banner: None, ..teacher(here, 1)
    }
}

fn parent(title: &str) -> Shell {
    Shell {
        title: title.to_owned(),
        institution: text("школа № 9"),
        person: Some(Person {
            account: 77,
            name: text("Ёлкина Мария Сергеевна"),
            post: text("мама Вероники и Миши"),
            family: true,
        }),
        links: vec![Link::to("Дневник", "/diary#today", true), Link::to("Расписание", "/classes/7/timetable", false)],
        csrf: text("token"),
        here: text("/diary/8"),
        live: Some(Live { topic: "diary", id: 8 }),
        ..Shell::default()
    }
}

fn words(profile: &str) -> Words {
    Words::of(RegulationProfile::builtin(profile).expect("built in"))
}

fn college_words() -> Words {
    words("P3")
}

fn symbols() -> lesson::Symbols {
    lesson::Symbols {
        marks: ["5", "4", "3", "2"].map(text).into(),
        codes: vec![code("Н", "отсутствует", false), code("О", "опоздал", true)],
        between: " ",
    }
}

fn code(code: &str, meaning: &str, late: bool) -> lesson::Code {
    lesson::Code { code: text(code), meaning: text(meaning), late }
}

fn kinds() -> Vec<journal::Kind> {
    ["ответ на уроке", "самостоятельная работа", "контрольная работа", "домашняя работа"]
        .iter()
        .zip(1..)
        .map(|(name, id)| journal::Kind { id, name: text(name) })
        .collect()
}

fn due(words: &str, overdue: bool) -> journal::Due {
    journal::Due { text: text(words), overdue }
}

fn written_record() -> lesson::Record {
    lesson::Record {
        lesson: 112,
        revision: 3,
        topic: text("Линейная функция и её график"),
        offered: None,
        plan: Some(text("КТП 35 из 102")),
        homework: text("§ 14, № 352, 355 (а, б); повторить п. 12"),
        homework_none: false,
        homework_due: Some(due("до 11:25", false)),
        writable: true,
        topic_problem: None,
        homework_problem: None,
        reason: None,
        request_key: text("2f6c"),
        back: text("/journal/12?lesson=112"),
    }
}

/// A cell by a fixed recipe: mostly empty, as a real page is.
fn sample_cell(row: usize, column: usize) -> journal::Cell {
    let seed = (row * 31 + column * 17 + row * column * 7) % 97;
    let control = column == 5;
    let (value, look) = match seed {
        0..=6 => ("5", journal::CellLook::Mark),
        7..=13 => ("4", journal::CellLook::Mark),
        14..=17 => ("3", journal::CellLook::Mark),
        18 => ("2", journal::CellLook::Low),
        19 | 20 => ("5 4", journal::CellLook::Mark),
        21 | 22 => ("Б", journal::CellLook::Absent),
        23 => ("УП", journal::CellLook::Absent),
        24 => ("Н", journal::CellLook::Unexplained),
        25 => ("О", journal::CellLook::Late),
        _ if control => ("4", journal::CellLook::Mark),
        _ => return journal::Cell::default(),
    };
    journal::Cell {
        text: text(value),
        revision: 1000 + i64::try_from(row * 40 + column).unwrap_or_default(),
        look,
        fresh: row == 7 && column == 17,
    }
}

fn sample_rows(columns: usize, held: usize) -> Vec<journal::Row> {
    STUDENTS
        .iter()
        .enumerate()
        .map(|(row, name)| {
            let mut cells: Vec<_> = (0..columns)
                .map(|column| if column < held { sample_cell(row, column) } else { journal::Cell::default() })
                .collect();
            if row == 7 && held == 18 {
                cells[17] =
                    journal::Cell { text: text("5"), revision: 1318, look: journal::CellLook::Mark, fresh: true };
            }
            let low = row == 15 || row == 6;
            journal::Row {
                student: i64::try_from(row).unwrap_or_default() + 1,
                name: text(name),
                note: (row == 3).then(|| text("прибыл 12.11")),
                cells,
                average: if low { text("2,50") } else { format!("4,{:02}", (row * 13) % 80) },
                low,
                marks: 3 + u32::try_from(row % 5).unwrap_or_default(),
                few: row == 2,
                absences: u32::try_from(row % 3).unwrap_or_default(),
                suggested: text(if low { "3" } else { "4" }),
                result: String::new(),
            }
        })
        .collect()
}

fn sample_columns() -> Vec<journal::Column> {
    (0..30)
        .map(|number: usize| {
            let (month, day) = if number < 14 {
                ("ноября", 9 + number as u32 * 3 / 2)
            } else {
                ("декабря", 1 + (number as u32 - 14) * 7 / 4)
            };
            let weekday = WEEKDAYS[number % 4];
            journal::Column {
                id: 95 + number as i64,
                day,
                weekday,
                date: format!("{day} {month}, {weekday}"),
                state: if number > 17 { journal::ColumnState::Ahead } else { journal::ColumnState::Open },
                selected: number == 17,
                control: number == 5 || number == 22,
            }
        })
        .collect()
}

fn terms() -> Vec<journal::TermTab> {
    ["I", "II четверть", "III", "IV", "Год"]
        .iter()
        .enumerate()
        .map(|(number, label)| journal::TermTab {
            label: text(label),
            address: format!("?term={}", number + 1),
            current: number == 1,
        })
        .collect()
}

pub fn school_journal() -> journal::JournalPage {
    journal::JournalPage {
        shell: Shell {
            title: text("Алгебра, 7 «Б»"),
            live: Some(Live { topic: "page", id: 12 }),
            ..teacher("/journal/12", 1)
        },
        words: words("P0"),
        page: 12,
        unit: text("7 «Б»"),
        subject: text("Алгебра"),
        year: text("2026/27"),
        teacher: text("Петрова А. В."),
        terms: terms(),
        due: vec![due("Д/З – до конца урока, 11:25", false)],
        months: vec![
            journal::Month { name: text("Ноябрь"), span: 14 },
            journal::Month { name: text("Декабрь"), span: 16 },
        ],
        lessons: sample_columns(),
        rows: sample_rows(30, 18),
        topics: sample_columns()
            .iter()
            .take(18)
            .map(|column| journal::Topic {
                address: format!("/lessons/{}", column.id),
                date: column.date.clone(),
                topic: text("Линейная функция и её график"),
                homework: text("§ 14, № 352, 355 (а, б)"),
                notes: text(if column.control { "контрольная работа № 2" } else { "" }),
            })
            .collect(),
        entry: Some(journal::Entry {
            symbols: symbols(),
            fixed: true,
            kinds: kinds(),
            locked: text(
                "I четверть закрыта 30 октября заместителем директора. Исправить отметку можно по заявке: откройте карточку клетки.",
            ),
        }),
        selected: Some(journal::Lesson {
            title: text("3 декабря, чт · урок 3 · каб. 214"),
            address: text("/lessons/112"),
            record: written_record(),
            works: vec![text("ответ на уроке"), text("самостоятельная")],
            attendance: text("Присутствуют 23 из 25 · посещаемость подтверждена в 10:44"),
            confirmation: Some("Остальные присутствуют"),
        }),
        card: None,
        totals: Some(journal::Totals {
            title: text("II четверть"),
            enough: text("Отметок достаточно у 22 из 25"),
            few: text("мало: 3"),
            notes: vec![text(
                "Предварительные – до 26 декабря, четвертные – до 30 декабря. Исправление отметки – по заявке заместителю директора (порядок, п. 2.5.1).",
            )],
        }),
        legend: [
            ("Б", "болеет"),
            ("УП", "пропуск урока по уважительной причине"),
            ("Н", "неявка на урок по неуважительной причине"),
            ("О", "опоздал"),
        ]
        .iter()
        .map(|(code, meaning)| journal::Symbol { code: text(code), meaning: text(meaning) })
        .collect(),
        empty: None,
    }
}

fn journal_card() -> journal::JournalPage {
    journal::JournalPage { card: Some(school_card()), ..school_journal() }
}

fn college_journal() -> journal::JournalPage {
    let mut page = school_journal();
    page.shell = Shell { title: text("Литература, группа 11-А"), ..college("/journal/5") };
    page.words = college_words();
    page.unit = text("11-А");
    page.subject = text("Литература");
    page.teacher = text("Орлова Е. Н.");
    page.terms = vec![
        journal::TermTab { label: text("I полугодие"), address: text("?term=1"), current: true },
        journal::TermTab { label: text("II"), address: text("?term=2"), current: false },
    ];
    for row in &mut page.rows {
        row.result = text("4");
        for cell in &mut row.cells {
            cell.text = cell.text.replace("5 4", "5/4").replace("УП", "п").to_lowercase();
        }
    }
    for column in page.lessons.iter_mut().take(14) {
        column.state = journal::ColumnState::Locked;
    }
    page.entry = page.entry.map(|entry| journal::Entry {
        symbols: lesson::Symbols {
            codes: vec![
                code("н", "неуважительная причина", false),
                code("б", "болезнь", false),
                code("п", "уважительная причина", false),
            ],
            between: "/",
            ..symbols()
        },
        fixed: false,
        ..entry
    });
    page.legend =
        vec![journal::Symbol { code: text("н, б, п"), meaning: text("отсутствие на занятии") }];
    page
}

fn journal_read() -> journal::JournalPage {
    let mut page = school_journal();
    page.entry = None;
    page.due = Vec::new();
    if let Some(selected) = page.selected.as_mut() {
        selected.record.writable = false;
    }
    page
}

fn journal_empty() -> journal::JournalPage {
    journal::JournalPage {
        lessons: Vec::new(),
        rows: Vec::new(),
        topics: Vec::new(),
        selected: None,
        totals: None,
        due: Vec::new(),
        empty: Some(Empty {
            title: text("В этой четверти ещё нет уроков"),
            text: text(
                "Уроки появятся, когда составлено расписание 7 «Б». Его вносит администратор журнала: Сомова Ирина Павловна.",
            ),
            link: Some(Link::to("Расписание 7 «Б»", "/classes/7/timetable", false)),
        }),
        ..school_journal()
    }
}

fn sample_students() -> Vec<lesson::Student> {
    STUDENTS
        .iter()
        .zip(1..)
        .map(|(name, id)| lesson::Student {
            id,
            name: text(name),
            marks: text(match id {
                1 | 6 => "4",
                4 => "5",
                8 => "5 4",
                _ => "",
            }),
            codes: match id {
                2 => vec![text("Н")],
                5 => vec![text("О")],
                9 => vec![text("Б")],
                _ => Vec::new(),
            },
            revision: if matches!(id, 1 | 2 | 4 | 5 | 6 | 8 | 9) { 7 } else { 0 },
            fixed: id == 1,
            problem: None,
            theirs: None,
        })
        .collect()
}

pub fn school_lesson() -> lesson::LessonPage {
    lesson::LessonPage {
        shell: Shell {
            title: text("Алгебра, 7 «Б», 3 декабря"),
            live: Some(Live { topic: "page", id: 12 }),
            ..teacher("/lessons/112", 0)
        },
        words: words("P0"),
        lesson: 112,
        request_key: text("2f6c"),
        subject: text("Алгебра"),
        line: text("7 «Б» · урок 3 · 10:40–11:25 · каб. 214"),
        date: text("3 декабря 2026 г., чт"),
        journal: Link::to("страница журнала", "/journal/12?lesson=112", false),
        due: vec![due("Д/З – до 11:25", false)],
        record: lesson::Record {
            topic: String::new(),
            offered: Some(text("Линейная функция и её график")),
            ..written_record()
        },
        students: sample_students(),
        entry: Some(symbols()),
        kinds: kinds(),
        kind: Some(1),
        closed: None,
        confirmed: text("Посещаемость подтверждена в 10:44: присутствуют 23 из 25"),
        problems: Vec::new(),
    }
}

fn lesson_refused() -> lesson::LessonPage {
    let mut page = school_lesson();
    page.students[3].marks = text("7");
    page.students[3].problem = Some(text("Отметка «7» не входит в шкалу: 2, 3, 4, 5."));
    page.students[5].theirs = Some(lesson::Theirs { text: text("3"), author: text("Орлова Е. Н., 10:58") });
    page.problems = vec![Problem {
        field: text("marks-4"),
        text: text("Гаврилов Иван: отметка «7» не входит в шкалу: 2, 3, 4, 5."),
    }];
    page.shell.notice = Some(Notice { text: text("Остальное сохранено."), good: true });
    page
}

pub fn college_lesson() -> lesson::LessonPage {
    let mut page = school_lesson();
    page.shell = college("/lessons/112");
    page.words = college_words();
    page.subject = text("Литература");
    page.line = text("11-А · занятие 3 · 10:40–12:15 · каб. 31");
    page.entry = Some(lesson::Symbols {
        codes: vec![
            code("н", "неуважительная причина", false),
            code("б", "болезнь", false),
            code("п", "уважительная причина", false),
        ],
        between: "/",
        ..symbols()
    });
    page.students[7].marks = text("5/4");
    page.students[1].codes = vec![text("н")];
    page
}

fn lesson_read() -> lesson::LessonPage {
    lesson::LessonPage {
        entry: None,
        record: lesson::Record { writable: false, ..written_record() },
        closed: Some(text("Это урок другого учителя: его можно только смотреть.")),
        ..school_lesson()
    }
}

fn school_card() -> cell::Card {
    cell::Card {
        address: text("/lessons/112/students/8"),
        student: text("Ёлкина Вероника"),
        lesson: text("Алгебра, 3 декабря 2026 г., чт, урок 3"),
        text: text("5"),
        revision: 1318,
        marks: vec![cell::Mark {
            id: 91,
            value: text("5"),
            kind: text("ответ на уроке"),
            weight: String::new(),
            author: text("Петрова А. В."),
            at: text("сегодня в 10:58"),
            seen: text("родители увидят через 30 с"),
            withdrawal: Some(cell::Withdrawal { seconds: 30, request_key: text("9a1") }),
            correction: cell::Correction::None,
        }],
        absence: None,
        why: Some(cell::Why {
            average: text("4,75"),
            sum: text("сумма 19, отметок 4"),
            forecast: text("Ещё одна «5» – станет 4,80"),
        }),
        form: Some(cell::CellForm {
            symbols: symbols(),
            entry: text("5"),
            kinds: kinds(),
            kind: Some(1),
            request_key: text("9a2"),
            problems: Vec::new(),
        }),
        reason: None,
        locked: None,
        history: vec![cell::Revision {
            at: text("3 декабря 2026 г., 10:58"),
            who: text("Петрова А. В., учитель"),
            what: text("отметка 5, ответ на уроке"),
            reason: String::new(),
        }],
    }
}

fn locked_card() -> cell::Card {
    let mut card = school_card();
    card.text = text("5 Н");
    card.form = None;
    card.locked = Some(text(
        "Отметку видят родители с 10:59, поэтому изменить её нельзя. Исправление – по заявке: подтверждает заместитель директора, исполняет администратор.",
    ));
    card.marks[0].withdrawal = None;
    card.marks[0].seen = text("впервые открыта родителями сегодня в 19:04");
    card.marks[0].correction = cell::Correction::Offered(cell::CorrectionForm {
        marks: ["5", "4", "3", "2"].map(text).into(),
        value: text("4"),
        reason: text("Перепутаны работы"),
        procedure: text(
            "Заявку подтверждает заместитель директора по УВР, исправляет администратор. Прежняя отметка остаётся в истории.",
        ),
        request_key: text("9a3"),
        problems: vec![Problem {
            field: text("reason-91"),
            text: text("Опишите причину подробнее: что и почему записано неверно."),
        }],
    });
    card.absence = Some(cell::Absence {
        code: text("Н"),
        meaning: text("отсутствует, причина не указана"),
        author: text("Петрова А. В."),
        at: text("сегодня в 10:44"),
    });
    card.reason = Some(cell::ReasonForm { codes: reason_codes(), current: String::new(), request_key: text("9a4") });
    card
}

fn reason_codes() -> Vec<lesson::Code> {
    vec![
        code("Б", "болеет", false),
        code("УП", "уважительная причина", false),
        code("О", "опоздал", true),
        code("Н", "неуважительная причина", false),
    ]
}

fn cell_page(card: cell::Card) -> cell::CellPage {
    cell::CellPage {
        shell: Shell {
            title: text("Ёлкина Вероника, алгебра"), ..teacher("/lessons/112/students/8", 1)
        },
        words: words("P0"),
        back: Link::to("Алгебра, 7 «Б»", "/journal/12?lesson=112", false),
        card,
    }
}

fn today_lesson(number: u32, time: &str, unit: &str, phase: today::Phase, missing: &[(&str, bool)]) -> today::Lesson {
    today::Lesson {
        address: format!("/lessons/{}", 109 + number),
        number,
        time: text(time),
        subject: text(if number.is_multiple_of(2) { "Геометрия" } else { "Алгебра" }),
        unit: text(unit),
        room: text("каб. 214"),
        topic: text("Линейная функция и её график"),
        change: (number == 4).then(|| text("замена: вместо Орловой Е. Н.")),
        phase,
        missing: missing.iter().map(|(words, overdue)| due(words, *overdue)).collect(),
    }
}

fn today_page() -> today::TodayPage {
    today::TodayPage {
        shell: teacher("/today", 0),
        words: words("P0"),
        date: text("3 декабря 2026 г., чт"),
        lessons: vec![
            today_lesson(1, "8:30–9:15", "5 «А»", today::Phase::Past, &[]),
            today_lesson(2, "9:25–10:10", "8 «В»", today::Phase::Past, &[("Д/З – до конца дня", false)]),
            today_lesson(
                3,
                "10:40–11:25",
                "7 «Б»",
                today::Phase::Now,
                &[("посещаемость – до 11:25", false), ("тема", false), ("Д/З – до 11:25", false)],
            ),
            today_lesson(4, "11:40–12:25", "7 «А»", today::Phase::Next, &[]),
            today_lesson(5, "12:40–13:25", "9 «Б»", today::Phase::Later, &[]),
        ],
        earlier: vec![today::Lesson {
            time: text("2 декабря, ср"),
            ..today_lesson(6, "", "7 «Б»", today::Phase::Past, &[("тема – просрочена с 2 декабря", true)])
        }],
        duties: vec![Link::to("7 «Б»: 3 пропуска без причины", "/classes/7/absences", false)],
        empty: None,
    }
}

fn today_empty() -> today::TodayPage {
    today::TodayPage {
        lessons: Vec::new(),
        earlier: Vec::new(),
        duties: Vec::new(),
        empty: Some(Empty {
            title: text("Сегодня у вас нет уроков"),
            text: text("Ближайший – завтра, 4 декабря, в 8:30: алгебра в 5 «А»."),
            link: Some(Link::to("Открыть журнал", "/journal", false)),
        }),
        ..today_page()
    }
}

fn journals_page() -> journals::JournalsPage {
    let page = |address: i64, subject: &str, own| journals::Page {
        address: format!("/journal/{address}"),
        subject: text(subject),
        teacher: text("Петрова А. В."),
        own,
    };
    let unit = |id: i64, name: &str| journals::Unit {
        id,
        name: text(name),
        note: text("классный руководитель Сомова И. П., 25 обучающихся"),
        timetable: format!("/classes/{id}/timetable"),
        absences: (id == 7).then(|| text("/classes/7/absences")),
        pages: vec![
            page(id * 10, "Алгебра", true),
            page(id * 10 + 1, "Геометрия", true),
            page(id * 10 + 2, "Английский язык, группа 2", false),
        ],
    };
    journals::JournalsPage {
        shell: teacher("/journal", 1),
        words: words("P0"),
        year: text("2026/27"),
        units: ["5 «А»", "5 «Б»", "6 «А»", "7 «А»", "7 «Б»", "8 «В»", "9 «Б»", "11 «А»"]
            .iter()
            .zip(3..)
            .map(|(name, id)| unit(id, name))
            .collect(),
        empty: None,
    }
}

fn absences_page() -> absences::AbsencesPage {
    let absence = |lesson: &str, open| absences::Absence {
        address: text("/lessons/112/students/2/reason"),
        lesson: text(lesson),
        noted: text("отметила Петрова А. В. в 10:44"),
        code: text(if open { "Н" } else { "Б" }),
        meaning: text(if open { "причина не указана" } else { "болеет" }),
        open,
        request_key: text("5c1"),
    };
    let student = |id, name: &str, absences| absences::Student {
        id,
        name: text(name),
        absences,
        whole_day: Some(text("/classes/7/absences/2")),
        request_key: text("5c0"),
    };
    absences::AbsencesPage {
        shell: teacher("/classes/7/absences?day=2026-12-03", 2),
        words: words("P0"),
        unit: text("7 «Б»"),
        day: text("3 декабря 2026 г., чт"),
        previous: Some(Link::to("2 декабря", "?day=2026-12-02", false)),
        next: None,
        codes: reason_codes(),
        students: vec![
            student(
                2,
                "Белов Тимур",
                vec![absence("1. Русский язык", true), absence("2. История", true), absence("3. Алгебра", true)],
            ),
            student(18, "Орлов Даниил", vec![absence("3. Алгебра", false)]),
        ],
        empty: None,
    }
}

fn absences_empty() -> absences::AbsencesPage {
    absences::AbsencesPage {
        students: Vec::new(),
        empty: Some(Empty {
            title: text("Сегодня все в школе"),
            text: text("Учителя отметили посещаемость на 4 уроках из 6. Новые пропуски появятся здесь сами."),
            link: None,
        }),
        ..absences_page()
    }
}

fn corrections_page() -> corrections::CorrectionsPage {
    let request = |id, step, state: &str| corrections::Request {
        id,
        student: text("Ёлкина Вероника, 7 «Б»"),
        lesson: text("Алгебра, 3 декабря 2026 г., чт"),
        card: text("/lessons/112/students/8"),
        was: text("5"),
        becomes: text("4"),
        reason: text("Отметка за самостоятельную работу Евсеевой Анны выставлена не той ученице."),
        steps: vec![text("Петрова А. В. попросила 3 декабря в 11:02")],
        state: text(state),
        step,
        request_key: text("6d1"),
    };
    corrections::CorrectionsPage {
        shell: teacher("/corrections", 3),
        words: words("P0"),
        requests: vec![
            request(3, corrections::Step::Confirm, "ждёт подтверждения"),
            request(2, corrections::Step::Execute, "подтверждена"),
            request(1, corrections::Step::None, "исполнена"),
        ],
        empty: None,
    }
}

fn diary_lesson(number: u32, starts: &str, room: &str, subject: &str, topic: &str) -> diary::Lesson {
    diary::Lesson {
        number,
        starts: text(starts),
        ends: text("9:15"),
        room: text(room),
        subject: text(subject),
        teacher: text("Петрова А. В."),
        topic: text(topic),
        due: String::new(),
        set: String::new(),
        marks: Vec::new(),
        absence: None,
        change: None,
    }
}

fn diary_mark(value: &str, reason: &str) -> diary::Mark {
    diary::Mark { value: text(value), reason: text(reason), low: value == "2" }
}

pub fn school_diary() -> diary::DiaryPage {
    let today = vec![
        diary::Lesson {
            set: text("Упр. 118, правило с. 54"),
            marks: vec![diary_mark("4", "диктант"), diary_mark("5", "ответ на уроке")],
            ..diary_lesson(1, "8:30", "305", "Русский язык", "Причастный оборот")
        },
        diary::Lesson { set: text("–"), ..diary_lesson(2, "9:25", "110", "История", "Опричнина") },
        diary::Lesson {
            due: text("№ 340, 341"),
            set: text("§ 14, № 352, 355 (а, б)"),
            marks: vec![diary_mark("5", "ответ на уроке")],
            ..diary_lesson(3, "10:40", "214", "Алгебра", "Линейная функция и её график")
        },
        diary::Lesson {
            change: Some(text("замена: Орлова Е. Н.")),
            set: text("§ 24, вопросы"),
            ..diary_lesson(4, "11:40", "301", "Физика", "Сила трения")
        },
        diary::Lesson {
            absence: Some(diary::Absence {
                code: text("Н"), meaning: text("отсутствует, причина не указана")
            }),
            ..diary_lesson(5, "12:40", "зал", "Физкультура", "")
        },
    ];
    let tomorrow = vec![
        diary::Lesson {
            due: text("Прочитать «Тараса Бульбу», гл. 5–7"),
            ..diary_lesson(1, "8:30", "210", "Литература", "")
        },
        diary_lesson(2, "9:25", "214", "Геометрия", "Контрольная работа № 2"),
        diary::Lesson {
            due: text("Упр. 5 с. 47 · слова к уроку 12"),
            ..diary_lesson(3, "10:40", "107", "Английский язык", "")
        },
    ];
    let earlier = |topic| {
        vec![
            diary_lesson(1, "8:30", "305", "Русский язык", topic),
            diary::Lesson {
                marks: vec![diary_mark("2", "домашняя работа")],
                ..diary_lesson(2, "9:25", "214", "Алгебра", topic)
            },
        ]
    };
    let day = |date: &str, title: &str, when, lessons| diary::Day {
        date: text(date),
        title: text(title),
        when,
        lessons,
        free: String::new(),
    };
    diary::DiaryPage {
        shell: parent("Дневник"),
        words: words("P0"),
        student: text("Ёлкина Вероника"),
        unit: text("7 «Б»"),
        children: vec![Link::to("Вероника, 7 «Б»", "/diary/8", true), Link::to("Миша, 3 «А»", "/diary/9", false)],
        week: text("30 ноября – 5 декабря 2026 г."),
        previous: Some(text("?week=2026-11-23")),
        next: Some(text("?week=2026-12-07")),
        this_week: None,
        days: vec![
            day("2026-11-30", "Понедельник, 30 ноября", diary::When::Other, earlier("Причастие")),
            day("2026-12-01", "Вторник, 1 декабря", diary::When::Other, earlier("Действительные причастия")),
            day("2026-12-02", "Среда, 2 декабря", diary::When::Other, earlier("Страдательные причастия")),
            day("2026-12-03", "Четверг, 3 декабря", diary::When::Today, today),
            day("2026-12-04", "Пятница, 4 декабря", diary::When::Tomorrow, tomorrow),
        ],
        empty: None,
    }
}

fn diary_empty() -> diary::DiaryPage {
    diary::DiaryPage {
        days: Vec::new(),
        week: text("28 декабря 2026 г. – 2 января 2027 г."),
        this_week: Some(text("/diary/8#today")),
        empty: Some(Empty {
            title: text("На этой неделе уроков нет"),
            text: text("Зимние каникулы – до 11 января. Хорошего отдыха!"),
            link: None,
        }),
        ..school_diary()
    }
}

fn timetable_page() -> timetable::TimetablePage {
    let lesson = |number, starts: &str, subject: &str, subgroup: &str, change: Option<&str>| timetable::Lesson {
        number,
        starts: text(starts),
        ends: text("9:15"),
        subject: text(subject),
        subgroup: text(subgroup),
        teacher: text("Петрова А. В."),
        room: text("каб. 214"),
        change: change.map(text),
    };
    let day = |title: &str, today| timetable::Day {
        title: text(title),
        today,
        lessons: vec![
            lesson(1, "8:30", "Русский язык", "", None),
            lesson(2, "9:25", "Английский язык", "группа 1", None),
            lesson(2, "9:25", "Английский язык", "группа 2", None),
            lesson(3, "10:40", "Алгебра", "", today.then_some("замена: Орлова Е. Н.")),
        ],
    };
    timetable::TimetablePage {
        shell: Shell { title: text("Расписание 7 «Б»"), ..teacher("/classes/7/timetable", 1) },
        words: words("P0"),
        unit: text("7 «Б»"),
        week: text("30 ноября – 5 декабря 2026 г., неделя А"),
        previous: Some(text("?week=2026-11-23")),
        next: Some(text("?week=2026-12-07")),
        days: [
            "Понедельник, 30 ноября",
            "Вторник, 1 декабря",
            "Среда, 2 декабря",
            "Четверг, 3 декабря",
            "Пятница, 4 декабря",
        ]
        .iter()
        .enumerate()
        .map(|(number, title)| day(title, number == 3))
        .collect(),
        empty: None,
    }
}

fn record_page() -> record::RecordPage {
    record::RecordPage {
        shell: Shell { title: text("Запись действий"), ..teacher("/record?check=1", 3) },
        words: words("P0"),
        verified: Some(record::Verified {
            good: true,
            text: text("Записи 1–251 340 целы и совпадают с подписью от 2 декабря 2026 г."),
        }),
        entries: (0..12)
            .map(|number| record::Entry {
                number: 251_340 - number,
                at: text("3 декабря 2026 г., 10:58:03"),
                who: text("Петрова А. В."),
                what: text("поставлена отметка 5: Ёлкина В., алгебра, 3 декабря"),
                reason: if number == 2 {
                    text("отметка выставлена не той ученице")
                } else {
                    String::new()
                },
                rows: 1,
                hash: text("7f3a19c2"),
            })
            .collect(),
        older: Some(text("?before=251328")),
    }
}

fn forbidden() -> message::MessagePage {
    message::MessagePage::forbidden(
        teacher("/journal/77", 1),
        "Страницу ведёт Орлова Е. Н.: записи другого учителя можно только смотреть.",
        "Если урок передан вам, попросите администратора журнала оформить замену.",
    )
}

fn sign_in_page(demo: bool) -> sign_in::SignInPage {
    let account = |role: &str, name: &str| sign_in::DemoAccount {
        role: text(role),
        name: text(name),
        login: text("petrova"),
        password: text("parta-demo"),
    };
    sign_in::SignInPage {
        shell: Shell { title: text("Вход"), institution: text("школа № 9"), csrf: text("token"), here: text("/sign-in"), look: Look { theme: Theme::Device, ..Look::default() }, ..Shell::default() },
        next: text("/"),
        login: if demo { String::new() } else { text("petrova") },
        shared: false,
        problem: (!demo).then(|| text("Логин или пароль не подходят. Проверьте раскладку клавиатуры и попробуйте ещё раз.")),
        reason: (!demo).then(|| text("Вы долго не работали, и страница закрылась. Введённые отметки сохранены на этом компьютере и отправятся после входа.")),
        demo: if demo {
            vec![
                account("Учитель", "Петрова Анна Викторовна"),
                account("Классный руководитель", "Сомова Ирина Павловна"),
                account("Завуч", "Орлова Елена Николаевна"),
                account("Директор", "Громов Сергей Ильич"),
                account("Администратор журнала", "Лапин Олег Юрьевич"),
                account("Родитель", "Ёлкина Мария Сергеевна"),
                account("Ученица", "Ёлкина Вероника"),
            ]
        } else {
            Vec::new()
        },
        kept_path: if demo { String::new() } else { text("/lessons/112") },
        kept: if demo { String::new() } else { text("topic=x") },
        kept_by: String::new(),
    }
}

fn kept() -> sign_in::KeptPage {
    sign_in::KeptPage {
        shell: Shell { title: text("Сохранить введённое"), ..teacher("/", 0) },
        action: text("/lessons/112"),
        fields: vec![(text("topic"), text("Линейная функция и её график"))],
        request_key: text("1b"),
    }
}

fn rule() -> sign_in::RulePage {
    sign_in::RulePage {
        shell: Shell { links: Vec::new(), title: text("Правило входа"), ..teacher("/", 0) },
        action: text("/rule"),
        paragraphs: vec![
            text(
                "Логин и пароль выданы лично вам. Передавать их кому-либо нельзя: всё записанное под вашим именем считается записанным вами.",
            ),
            text(
                "Сведения об обучающихся – персональные данные. За их разглашение закон (№ 152-ФЗ) устанавливает ответственность.",
            ),
        ],
        version: text("1"),
        request_key: text("1a"),
        next: text("/"),
    }
}

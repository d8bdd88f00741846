//! The lesson page and its plain form.

use chrono::TimeDelta;
use parta_store::fixture::{Engine, both_engines, on};
use serde_json::json;

use crate::browser::between;
use crate::world::World;

/// whatever of the plain form can be saved is saved; whatever is refused comes back as it was typed, with its sentence, twice.
#[test]
fn the_plain_form_is_saved_in_part_and_nothing_typed_is_lost() {
    both_engines(async |cast| {
        let world = World::new(cast).await;
        let cast = &world.cast;
        let mut petrova = world.session(cast.petrova).await;
        let lesson = format!("/lessons/{}", cast.algebra_today);
        let page = petrova.get(&lesson).await;
        assert!(page.body.contains("Все присутствуют") && page.body.contains("Ёлкина Вероника"), "{}", page.body);
        let (yolkina, ershova, egorov) = (cast.yolkina, cast.ershova, cast.egorov);
        let fields = [
            ("topic".to_owned(), "Многочлены".to_owned()),
            ("homework".into(), "§ 13".into()),
            ("seen_record".into(), "0".into()),
            ("kind".into(), cast.control.to_string()),
            (format!("marks.{yolkina}"), "5".into()),
            (format!("seen.{yolkina}"), "0".into()),
            (format!("marks.{ershova}"), "7".into()),
            (format!("seen.{ershova}"), "0".into()),
            (format!("marks.{egorov}"), String::new()),
            (format!("code.{egorov}"), "Н".into()),
            (format!("seen.{egorov}"), "0".into()),
            ("all_present".into(), "1".into()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let sent = petrova.post(&lesson, &fields).await;
        assert_eq!(sent.status, 422);
        let refused = "Отметка «7» не входит в шкалу: 2, 3, 4, 5";
        assert_eq!(sent.body.matches(refused).count(), 2, "above and beside the field");
        assert!(sent.body.contains(&format!("<a href=\"#marks-{ershova}\">Ершова Дарья: {refused}")));
        assert!(sent.body.contains(&format!("name=\"marks.{ershova}\" value=\"7\"")), "what was typed is still there");
        assert!(
            sent.body.contains("Многочлены</textarea>")
                && sent.body.contains(&format!("name=\"marks.{yolkina}\" value=\"5\""))
        );
        assert!(!sent.body.contains("Посещаемость подтверждена"), "not before the whole form fits");
        assert_eq!(cast.texts("SELECT k.name FROM mark m JOIN work w ON w.institution_id = m.institution_id AND w.id = m.work_id
            JOIN work_kind k ON k.institution_id = w.institution_id AND k.id = w.kind_id ORDER BY m.act DESC, m.id DESC LIMIT 1").await, ["контрольная работа"]);

        // The page that came back is saved with the slip mended: no conflict with oneself.
        let mended: Vec<(String, String)> = fields_of(&sent.body)
            .into_iter()
            .map(|(name, value)| {
                let value = if name == format!("marks.{ershova}") { "4".to_owned() } else { value };
                (
                    name,
                    if value == "Многочлены" {
                        "Многочлены и одночлены".into()
                    } else {
                        value
                    },
                )
            })
            .chain([("all_present".to_owned(), "1".to_owned())])
            .collect();
        let mended: Vec<(&str, &str)> = mended.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let saved = petrova.post(&lesson, &mended).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        let page = petrova.get(&lesson).await;
        assert!(page.body.contains("Посещаемость подтверждена сегодня в 10:50: присутствуют 4 из 5"), "{}", page.body);
        assert!(page.body.contains("Многочлены и одночлены"));
    });
}

/// The fields of the big form as a browser would send them, buttons left out.
fn fields_of(page: &str) -> Vec<(String, String)> {
    let form = between(page, "class=\"lesson-form\">", "</form>").expect("the form");
    let attribute = |tag: &str, name: &str| between(tag, &format!(" {name}=\""), "\"").map(str::to_owned);
    let mut fields = Vec::new();
    for tag in form.split("<input").skip(1).map(|tag| tag.split('>').next().unwrap_or_default()) {
        let ticks = tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"");
        let sent = !ticks || tag.contains(" checked");
        if let Some(name) = attribute(tag, "name").filter(|name| sent && !name.starts_with('_')) {
            fields.push((name, attribute(tag, "value").unwrap_or_default()));
        }
    }
    for area in form.split("<textarea").skip(1) {
        let (tag, rest) = area.split_once('>').expect("a tag");
        fields.push((
            attribute(tag, "name").expect("a name"),
            rest.split("</textarea>").next().unwrap_or_default().to_owned(),
        ));
    }
    fields
}

/// both values stand side by side, and neither goes without being chosen.
#[test]
fn the_plain_form_shows_the_other_person_s_value() {
    on(Engine::Sqlite, async |cast| {
        let world = World::new(cast).await;
        let cast = &world.cast;
        let mut petrova = world.session(cast.petrova).await;
        let (lesson, yolkina) = (format!("/lessons/{}", cast.algebra_today), cast.yolkina);
        petrova.put(&format!("/api/v1{lesson}/students/{yolkina}"), json!({"entry": "Н", "seen": 0})).await;
        let (marks, seen) = (format!("marks.{yolkina}"), format!("seen.{yolkina}"));
        let sent = petrova.post(&lesson, &[(&marks, "5"), (&seen, "0")]).await;
        assert_eq!(sent.status, 422);
        assert!(sent.body.contains("Пока вы писали, здесь появилось «Н» (Петрова А. В.)"), "{}", sent.body);
        assert!(sent.body.contains(&format!("name=\"{marks}\" value=\"5\"")));
        let theirs = fields_of(&sent.body);
        let theirs: Vec<(&str, &str)> = theirs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(petrova.post(&lesson, &theirs).await.status, 303);
        assert!(
            petrova.get(&lesson).await.body.contains(
                "value=\"Н\" aria-label=\"Ёлкина Вероника: неявка на урок по неуважительной причине\" checked"
            )
        );
        let choice = format!("choice.{yolkina}");
        let mine: Vec<(&str, &str)> = theirs
            .iter()
            .map(|(name, value)| (*name, if *name == choice { "mine" } else { *value }))
            .filter(|(name, _)| *name != format!("code.{yolkina}"))
            .collect();
        assert_eq!(petrova.post(&lesson, &mine).await.status, 303);
        let mark = cast.texts("SELECT value FROM mark WHERE value IS NOT NULL ORDER BY act DESC LIMIT 1").await;
        assert_eq!(mark, ["5"]);
    });
}

/// unticking a box and confirming in one go leaves nobody absent; the class teacher's reason stays.
#[test]
fn the_form_says_who_is_there() {
    on(Engine::Sqlite, async |cast| {
        let world = World::new(cast).await;
        let cast = &world.cast;
        let mut petrova = world.session(cast.petrova).await;
        let lesson = format!("/lessons/{}", cast.algebra_today);
        for (student, code) in [(cast.yolkina, "Н"), (cast.ivanov, "Н")] {
            let saved =
                petrova.put(&format!("/api/v1{lesson}/students/{student}"), json!({"entry": code, "seen": 0})).await;
            assert_eq!(saved.status, 200);
        }
        let mut smirnova = world.session(cast.smirnova).await;
        let reason = smirnova
            .post(
                &format!("{lesson}/students/{}/reason", cast.ivanov),
                &[("code", "Б"), ("back", "/classes/1/absences")],
            )
            .await;
        assert_eq!((reason.status.as_u16(), reason.header("location")), (303, "/classes/1/absences"));
        let page = petrova.get(&lesson).await;
        let unticked = fields_of(&page.body).into_iter().filter(|(name, _)| *name != format!("code.{}", cast.yolkina));
        let fields: Vec<(String, String)> = unticked.chain([("all_present".into(), "1".into())]).collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let saved = petrova.post(&lesson, &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        assert!(
            petrova.get(&lesson).await.body.contains("присутствуют 4 из 5"),
            "Иванов is ill, Ёлкина was there after all"
        );
    });
}

/// topic and homework may be prepared, marks and attendance not.
#[test]
fn a_lesson_ahead_is_closed_for_marks() {
    on(Engine::Sqlite, async |cast| {
        let world = World::new(cast).await;
        let cast = &world.cast;
        let mut petrova = world.session(cast.petrova).await;
        let lesson = format!("/lessons/{}", cast.algebra_ahead);
        let page = petrova.get(&lesson).await;
        assert!(page.body.contains("Начало – 23 ноября 2026 г., пн в 9:20."), "{}", page.body);
        assert!(!page.body.contains("name=\"all_present\"") && page.body.contains("name=\"topic\""));
        let saved =
            petrova.post(&lesson, &[("topic", "Сложение многочленов"), ("homework", ""), ("seen_record", "0")]).await;
        assert_eq!((saved.status.as_u16(), saved.header("location")), (303, lesson.as_str()));
        let marks = format!("marks.{}", cast.yolkina);
        let refused = petrova.post(&lesson, &[(&marks, "5"), (&format!("seen.{}", cast.yolkina), "0")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("До него отметки и посещаемость не ставятся"));
    });
}

/// Unknown and repeated fields are refused (abuse cases 1 and 2), and a form leads back to pages of ours only (case 19).
#[test]
fn only_the_fields_of_the_page_are_taken() {
    on(Engine::Sqlite, async |cast| {
        let world = World::new(cast).await;
        let cast = &world.cast;
        let mut petrova = world.session(cast.petrova).await;
        let (lesson, before) = (format!("/lessons/{}", cast.algebra_today), world.acts().await);
        let record = [("topic", "Многочлены"), ("homework", ""), ("seen_record", "0")];
        let stranger = format!("marks.{}", cast.belova);
        for extra in [
            ("author", "1"),
            ("role", "director"),
            (stranger.as_str(), "5"),
            ("topic", "Ещё тема"),
            ("seen_record", "0"),
        ] {
            let fields: Vec<(&str, &str)> = record.into_iter().chain([extra]).collect();
            let refused = petrova.post(&lesson, &fields).await;
            assert_eq!(refused.status, 422, "{extra:?}");
            assert!(refused.body.contains("Форма не той страницы, что открыта сейчас."), "{extra:?}");
        }
        let cell = format!("{lesson}/students/{}", cast.yolkina);
        for fields in [
            vec![("entry", "5"), ("seen", "0"), ("author", "1")],
            vec![("entry", "5"), ("entry", "4"), ("seen", "0")],
            vec![("entry", "5")],
        ] {
            assert_eq!(petrova.post(&cell, &fields).await.status, 422, "{fields:?}");
        }
        assert_eq!(world.acts().await, before);
        for evil in ["//evil.test", "/\\evil.test", "https://evil.test", "/\r\nX: y"] {
            let saved = petrova
                .post(&lesson, &[("topic", "Многочлены"), ("homework", ""), ("seen_record", "0"), ("back", evil)])
                .await;
            assert_eq!((saved.status.as_u16(), saved.header("location")), (303, "/"), "{evil:?}");
        }
        let mut smirnova = world.session(cast.smirnova).await;
        petrova.put(&format!("/api/v1{cell}"), json!({"entry": "Н", "seen": 0})).await;
        let back = smirnova.post(&format!("{cell}/reason"), &[("code", "Б"), ("back", "/classes/\r\nX: y")]).await;
        assert_eq!((back.status.as_u16(), back.header("location")), (303, "/"));
    });
}

/// the card of a cell tells its history, takes an entry, and offers what may be done.
#[test]
fn the_card_of_a_cell_tells_its_history() {
    both_engines(async |cast| {
        let world = World::new(cast).await;
        let cast = &world.cast;
        let mut petrova = world.session(cast.petrova).await;
        let card = format!("/lessons/{}/students/{}", cast.algebra_today, cast.yolkina);
        let empty = petrova.get(&card).await;
        assert!(empty.body.contains("В эту клетку ещё ничего не записывали."));
        let (control, answer) = (cast.control.to_string(), cast.answer.to_string());
        let saved = petrova.post(&card, &[("entry", "5"), ("seen", "0"), ("kind", &control)]).await;
        assert_eq!((saved.status.as_u16(), saved.header("location")), (303, card.as_str()));
        let fresh = petrova.get(&card).await;
        for text in [
            "Петрова А. В., сегодня в 10:50",
            "Родители увидят в 10:50",
            "можно ещё <b>30</b> с",
            "отметка 5, контрольная работа",
        ] {
            assert!(fresh.body.contains(text), "{text}");
        }
        cast.clock.advance(TimeDelta::seconds(31));
        let public = petrova.get(&card).await;
        assert!(
            public.body.contains("Родители видят с 10:50") && public.body.contains("Отметка ошибочна?"),
            "{}",
            public.body
        );
        assert!(!public.body.contains("/withdrawal"));
        let seen = between(&public.body, "name=\"seen\" value=\"", "\"").expect("a revision").to_owned();
        let second = petrova.post(&card, &[("entry", "5 4"), ("seen", &seen), ("kind", &answer)]).await;
        assert_eq!(second.status, 303, "a second mark beside it, of the kind chosen for it: {}", second.body);
        let both = petrova.get(&card).await;
        assert!(both.body.contains("отметка 4, ответ на уроке") && both.body.contains("отметка 5, контрольная работа"));
        let seen = between(&both.body, "name=\"seen\" value=\"", "\"").expect("a revision").to_owned();
        let refused = petrova.post(&card, &[("entry", "3 4"), ("seen", &seen), ("kind", &answer)]).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.body.contains("Сохранённое не исправляется и не удаляется.")
                && refused.body.contains("id=\"entry\" name=\"entry\" value=\"3 4\"")
        );
        let odd = petrova.post(&card, &[("entry", "5 4"), ("seen", &seen), ("kind", "999")]).await;
        assert_eq!(odd.status, 422, "{}", odd.body);
    });
}

/// after the deadline a form has a place for the reason.
#[test]
fn a_late_change_asks_for_its_reason() {
    on(Engine::Sqlite, async |cast| {
        let world = World::new(cast).await;
        let mut petrova = world.session(world.cast.petrova).await;
        let lesson = format!("/lessons/{}", world.cast.algebra_before);
        let seen = between(&petrova.get(&lesson).await.body, "name=\"seen_record\" value=\"", "\"")
            .expect("a revision")
            .to_owned();
        let changed = [("topic", "Умножение многочленов"), ("homework", "§ 12, № 345"), ("seen_record", seen.as_str())];
        let refused = petrova.post(&lesson, &changed).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("укажите причину исправления"));
        assert!(refused.body.contains("name=\"reason\""), "and there is where to write it");
        let fields: Vec<(&str, &str)> = changed.into_iter().chain([("reason", "Опечатка")]).collect();
        let saved = petrova.post(&lesson, &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        assert_eq!(world.cast.texts("SELECT reason FROM act WHERE kind = 'record.write'").await, ["Опечатка"]);

        let ershova = world.cast.ershova;
        let (marks, codes, seen) = (format!("marks.{ershova}"), format!("code.{ershova}"), format!("seen.{ershova}"));
        let absent = petrova.post(&lesson, &[(&marks, ""), (&codes, "Н"), (&seen, "0")]).await;
        assert_eq!(absent.status, 422, "the attendance of that day was confirmed: {}", absent.body);
        let absent =
            petrova.post(&lesson, &[(&marks, ""), (&codes, "Н"), (&seen, "0"), ("reason", "Не заметила")]).await;
        assert_eq!(absent.status, 303, "{}", absent.body);
    });
}

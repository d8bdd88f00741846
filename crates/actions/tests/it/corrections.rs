//! A wrong mark that is public: asked, confirmed, executed.

use chrono::TimeDelta;
use parta_school::ids::{CorrectionId, MarkId};
use parta_store::fixture::{Cast, both_engines};
use parta_store::outbox::News;

use crate::stage::{Traces, also_teaches, by, heard};

async fn public_mark(school: &Cast) -> MarkId {
    school.mark(school.algebra_before, school.yolkina).await
}

/// by request with a reason, confirmed by the deputy and executed by the administrator; the former mark stays in the record.
#[test]
fn a_request_goes_its_way_from_hand_to_hand() {
    both_engines(async |school| {
        let mark = public_mark(&school).await;
        let id = by(&school, school.petrova).await.request(mark, "5", " Перепутала строки ").await.expect("asked");
        assert_eq!(
            school.marks(school.algebra_before, school.yolkina).await,
            ["4 ответ на уроке"],
            "nothing has changed yet"
        );
        by(&school, school.deputy).await.confirm_correction(id).await.expect("confirmed");
        assert_eq!(school.marks(school.algebra_before, school.yolkina).await, ["4 ответ на уроке"], "still nothing");
        let mut parcels = school.db.parcels();
        by(&school, school.admin).await.execute_correction(id).await.expect("executed");
        assert_eq!(school.marks(school.algebra_before, school.yolkina).await, ["5 ответ на уроке"]);
        let page = News::Page { page: school.algebra_7b.0, lesson: school.algebra_before.0 };
        assert_eq!(heard(&mut parcels).await, [page, News::Diaries { students: vec![school.yolkina.0] }]);

        let history = format!(
            "SELECT value || ' ' || COALESCE(reason, '-') FROM mark_revision WHERE institution_id = {} AND mark_id = {mark} ORDER BY act",
            school.id
        );
        assert_eq!(school.texts(&history).await, ["4 -", "5 Перепутала строки"]);
        let states = format!("SELECT state FROM correction_revision WHERE institution_id = {} ORDER BY act", school.id);
        assert_eq!(school.texts(&states).await, ["requested", "confirmed", "executed"]);
        let acts = format!(
            "SELECT kind FROM act WHERE institution_id = {} AND reason = 'Перепутала строки' ORDER BY number",
            school.id
        );
        assert_eq!(school.texts(&acts).await, ["correction.request", "correction.execute"]);
    });
}

/// a mark may be taken away, too.
#[test]
fn a_mark_that_should_not_be_there_goes() {
    both_engines(async |school| {
        let id = by(&school, school.petrova)
            .await
            .request(public_mark(&school).await, "", "Другой ученик")
            .await
            .expect("asked");
        by(&school, school.deputy).await.confirm_correction(id).await.expect("confirmed");
        by(&school, school.admin).await.execute_correction(id).await.expect("executed");
        assert!(school.marks(school.algebra_before, school.yolkina).await.is_empty());
        let said =
            school.refused(by(&school, school.petrova).await.request(public_mark(&school).await, "5", "Вернуть")).await;
        assert_eq!(said, "Отметка уже отменена.");
    });
}

///
#[test]
fn what_cannot_be_asked_for() {
    both_engines(async |school| {
        let (petrova, mark) = (by(&school, school.petrova).await, public_mark(&school).await);
        let cases = [
            ("4", "Описка", "В клетке уже стоит «4»."),
            ("7", "Описка", "Отметка не из шкалы: 2, 3, 4, 5 (порядок об этом молчит, правило по умолчанию)."),
            ("5", "", "Напишите причину словами."),
            ("5", "12", "Напишите причину словами."),
            ("5", "Опис\u{202e}ка", "В тексте есть невидимый знак U+202E: наберите это место заново."),
        ];
        for (wanted, why, sentence) in cases {
            assert_eq!(school.refused(petrova.request(mark, wanted, why)).await, sentence, "{wanted} {why}");
        }
        let long = "я".repeat(10_000);
        assert_eq!(
            school.refused(petrova.request(mark, "5", &long)).await,
            "Текст слишком длинный: помещается 500 знаков."
        );

        petrova.types(school.algebra_today, school.yolkina, "5").await.expect("saved");
        let fresh = school.mark(school.algebra_today, school.yolkina).await;
        let said = school.refused(petrova.request(fresh, "4", "Описка")).await;
        assert_eq!(said, "Заявка не нужна: автор отметки ещё может исправить её сам (порядок, п. 2.5.1).");
        school.clock.advance(TimeDelta::seconds(30));
        petrova.request(fresh, "4", "Описка").await.expect("public now");
        let said = school.refused(petrova.request(fresh, "3", "Ещё описка")).await;
        assert_eq!(said, "По этой отметке уже есть заявка, она ещё не исполнена.");
        for person in [school.sidorov, school.smirnova, school.director, school.admin] {
            let said = school.refused(by(&school, person).await.request(mark, "5", "Описка")).await;
            assert_eq!(said, "Заявку на исправление отметки подаёт учитель, который ведёт эту страницу.");
        }
        let said = school.refused(by(&school, school.yolkina).await.request(mark, "5", "Описка")).await;
        assert_eq!(said, "Такой страницы нет.");
    });
}

/// each step once, in its order, by whom it belongs to; abuse case 6.
#[test]
fn no_step_is_left_out_taken_twice_or_taken_by_the_asker() {
    both_engines(async |school| {
        also_teaches(&school, school.deputy, school.algebra_7b).await;
        let (petrova, deputy, admin) =
            (by(&school, school.petrova).await, by(&school, school.deputy).await, by(&school, school.admin).await);
        let own = deputy.request(public_mark(&school).await, "5", "Описка").await.expect("she teaches the page, too");
        let said = school.refused(deputy.confirm_correction(own)).await;
        assert_eq!(said, "Свою заявку подтвердить нельзя: её рассматривает другой заместитель директора.");

        let second = school.mark(school.lesson(school.algebra_7b, "2026-11-16"), school.ershova).await;
        let id = petrova.request(second, "4", "Описка").await.expect("asked");
        assert_eq!(
            school.refused(admin.execute_correction(id)).await,
            "Заявку нельзя исполнить: она ждёт подтверждения."
        );
        for person in [school.petrova, school.admin, school.director] {
            school.refused(by(&school, person).await.confirm_correction(id)).await;
        }
        deputy.confirm_correction(id).await.expect("not her own");
        let said = school.refused(deputy.confirm_correction(id)).await;
        assert_eq!(said, "Заявку нельзя подтвердить: она подтверждена, ждёт исполнения.");
        for person in [school.petrova, school.deputy, school.director] {
            school.refused(by(&school, person).await.execute_correction(id)).await;
        }
        admin.execute_correction(id).await.expect("executed");
        assert_eq!(school.refused(admin.execute_correction(id)).await, "Заявку нельзя исполнить: она исполнена.");
        assert_eq!(school.refused(admin.execute_correction(CorrectionId(999_999))).await, "Такой страницы нет.");
    });
}

///
#[test]
fn a_refused_request_says_why_and_is_closed() {
    both_engines(async |school| {
        let (petrova, deputy) = (by(&school, school.petrova).await, by(&school, school.deputy).await);
        let id = petrova.request(public_mark(&school).await, "5", "Описка").await.expect("asked");
        assert_eq!(school.refused(deputy.refuse_correction(id, " ")).await, "Напишите причину словами.");
        deputy.refuse_correction(id, "  Работа\u{200b} проверена верно\n").await.expect("refused");
        let kept = format!("SELECT state || ': ' || decision FROM correction WHERE institution_id = {}", school.id);
        assert_eq!(school.texts(&kept).await, ["refused: Работа проверена верно"]);
        assert_eq!(school.refused(deputy.confirm_correction(id)).await, "Заявку нельзя подтвердить: она отклонена.");
        petrova.request(public_mark(&school).await, "5", "Проверено ещё раз").await.expect("a new one may be asked");
    });
}

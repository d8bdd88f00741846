//! Withdrawing a mark by itself, while nobody has seen it.

use chrono::TimeDelta;
use parta_school::ids::MarkId;
use parta_store::fixture::both_engines;

use crate::stage::{Traces, also_teaches, by};

///
#[test]
fn its_author_withdraws_a_mark_within_half_a_minute_and_not_after() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        petrova.types(school.algebra_today, school.yolkina, "5").await.expect("saved");
        petrova.types(school.algebra_today, school.ershova, "4").await.expect("saved");
        let (first, second) = (
            school.mark(school.algebra_today, school.yolkina).await,
            school.mark(school.algebra_today, school.ershova).await,
        );
        school.clock.advance(TimeDelta::milliseconds(29_999));
        petrova.withdraw(first).await.expect("just in time");
        assert!(school.marks(school.algebra_today, school.yolkina).await.is_empty());
        let revisions =
            format!("SELECT COUNT(*) FROM mark_revision WHERE institution_id = {} AND mark_id = {first}", school.id);
        assert_eq!(school.number(&revisions).await, 2, "the withdrawal is a second revision");
        assert_eq!(school.refused(petrova.withdraw(first)).await, "Отметка уже отменена.");

        school.clock.advance(TimeDelta::milliseconds(1));
        let sentence = "Сохранённое не исправляется и не удаляется. Подайте заявку на исправление с причиной: её подтвердит \
                        заместитель директора по УВР, исполнит администратор журнала (порядок, п. 2.5.1).";
        assert_eq!(school.refused(petrova.withdraw(second)).await, sentence);
        petrova.types(school.algebra_today, school.yolkina, "3").await.expect("the cell is free again");
        assert_eq!(school.marks(school.algebra_today, school.yolkina).await, ["3 ответ на уроке"]);
    });
}

///
#[test]
fn nobody_else_withdraws_it() {
    both_engines(async |school| {
        also_teaches(&school, school.sidorov, school.algebra_7b).await;
        by(&school, school.petrova).await.types(school.algebra_today, school.yolkina, "5").await.expect("saved");
        let mark = school.mark(school.algebra_today, school.yolkina).await;
        let said = school.refused(by(&school, school.sidorov).await.withdraw(mark)).await;
        assert!(said.starts_with("Отметку изменяет только автор."), "{said}");
        for person in [school.smirnova, school.director, school.admin] {
            let said = school.refused(by(&school, person).await.withdraw(mark)).await;
            assert!(said.starts_with("Записи в журнал вносит только учитель"), "{said}");
        }
        for (person, mark) in [(school.yolkina, mark), (school.petrova, MarkId(mark.0 + 5_000_000))] {
            assert_eq!(school.refused(by(&school, person).await.withdraw(mark)).await, "Такой страницы нет.");
        }
    });
}

//! The class teacher gives absences their reasons.

use parta_store::fixture::both_engines;

use crate::stage::{Traces, by, in_college};

///
#[test]
fn the_class_teacher_gives_confirms_and_changes_the_reason() {
    both_engines(async |school| {
        by(&school, school.petrova).await.types(school.algebra_today, school.yolkina, "Н 5").await.expect("absent");
        let smirnova = by(&school, school.smirnova).await;
        for (code, state) in [("б", "ill"), ("УП", "excused"), ("О", "late"), (" Н ", "absent")] {
            smirnova.explain(school.algebra_today, school.yolkina, code).await.expect(code);
            assert_eq!(school.state(school.algebra_today, school.yolkina).await, [state], "{code}");
        }
        assert_eq!(
            school.marks(school.algebra_today, school.yolkina).await,
            ["5 ответ на уроке"],
            "marks are not touched"
        );
        let author = format!(
            "SELECT COUNT(*) FROM attendance_revision WHERE institution_id = {} AND lesson_id = {} AND author_id = {}",
            school.id, school.algebra_today, school.smirnova
        );
        assert_eq!(school.number(&author).await, 4);
        let before = school.traces().await;
        smirnova.explain(school.algebra_today, school.yolkina, "н").await.expect("confirmed already");
        assert_eq!(school.traces().await, before);
    });
}

///
#[test]
fn what_cannot_be_explained() {
    both_engines(async |school| {
        by(&school, school.petrova).await.types(school.algebra_today, school.yolkina, "н").await.expect("absent");
        let smirnova = by(&school, school.smirnova).await;
        let said = school.refused(smirnova.explain(school.algebra_today, school.yolkina, "х")).await;
        assert_eq!(said, "Обозначения «х» нет. Можно: Б, УП, Н, О (порядок, п. 2.4.4).");
        let nothing = "Отсутствие здесь не отмечено. Его отмечает учитель-предметник, классный руководитель указывает причину (порядок, п. 2.4.4).";
        for student in [school.ershova, school.belova] {
            assert_eq!(school.refused(smirnova.explain(school.algebra_today, student, "б")).await, nothing);
        }
        let denied = "Причину отсутствия указывает классный руководитель этого класса.";
        for person in [school.petrova, school.belyaeva, school.director, school.deputy, school.admin] {
            let said =
                school.refused(by(&school, person).await.explain(school.algebra_today, school.yolkina, "б")).await;
            assert_eq!(said, denied);
        }
        let said = school
            .refused(by(&school, school.yolkina_mother).await.explain(school.algebra_today, school.yolkina, "б"))
            .await;
        assert_eq!(said, "Такой страницы нет.");
    });
}

/// in the college the class teacher only reads it.
#[test]
fn in_the_college_the_reason_is_the_teacher_s() {
    both_engines(async |school| {
        in_college(&school, school.petrova)
            .await
            .types(school.algebra_today, school.yolkina, "н")
            .await
            .expect("absent");
        let said = school
            .refused(in_college(&school, school.smirnova).await.explain(school.algebra_today, school.yolkina, "б"))
            .await;
        assert_eq!(said, "По регламенту причину отсутствия вносит преподаватель вместе с отметкой об отсутствии.");
    });
}

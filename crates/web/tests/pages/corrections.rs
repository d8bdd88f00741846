//! A correction from the card to the list and through it.

use parta_store::fixture::both_engines;

use crate::world::World;

///
#[test]
fn a_correction_goes_through_the_pages() {
    both_engines(async |cast| {
        let world = World::new(cast).await;
        let cast = &world.cast;
        let (mut petrova, mut deputy, mut admin) =
            (world.session(cast.petrova).await, world.session(cast.deputy).await, world.session(cast.admin).await);
        let mark = cast
            .number(&format!(
                "SELECT id FROM mark WHERE institution_id = {} AND lesson_id = {} AND student_id = {}",
                world.id(),
                cast.algebra_before,
                cast.yolkina
            ))
            .await;
        let ask = format!("/marks/{mark}/correction");
        for (value, reason, said) in [
            ("5", "", "Напишите причину словами."),
            ("4", "Описка", "В клетке уже стоит «4»."),
            ("7", "Описка", "Отметка не из шкалы: 2, 3, 4, 5"),
            ("пять", "Описка", "Отметка «пять» не входит в шкалу: 2, 3, 4, 5."),
        ] {
            let refused = petrova.post(&ask, &[("value", value), ("reason", reason)]).await;
            assert_eq!(refused.status, 422, "{value} {reason}");
            assert!(refused.body.contains(said), "{said}: {}", refused.body);
        }
        let asked = petrova.post(&ask, &[("value", "5"), ("reason", "Перепутала строки")]).await;
        assert_eq!(asked.status, 303);
        let card = petrova.get(asked.header("location")).await;
        assert!(card.body.contains("Заявка на исправление подана и ещё не исполнена."));
        assert!(petrova.get("/corrections").await.body.contains("ждёт подтверждения"));

        let id = cast.number(&format!("SELECT id FROM correction WHERE institution_id = {}", world.id())).await;
        let list = deputy.get("/corrections").await;
        for text in
            ["Ёлкина Вероника, 7 «Б»", "Перепутала строки", "Подтвердить", "Петрова А. В. – подана сегодня в 10:50"]
        {
            assert!(list.body.contains(text), "{text}");
        }
        let early = admin.post(&format!("/corrections/{id}/execution"), &[]).await;
        assert_eq!(early.status, 422);
        assert!(early.body.contains("Заявку нельзя исполнить: она ждёт подтверждения."));
        assert_eq!(deputy.post(&format!("/corrections/{id}/confirmation"), &[]).await.status, 303);
        assert!(admin.get("/corrections").await.body.contains("Исправить в журнале"));
        assert_eq!(admin.post(&format!("/corrections/{id}/execution"), &[]).await.status, 303);
        assert!(admin.get("/corrections").await.body.contains("исполнена"));
        let history = petrova.get(asked.header("location")).await;
        for text in ["отметка 5, ответ на уроке", "отметка 4, ответ на уроке", "Причина: Перепутала строки"]
        {
            assert!(history.body.contains(text), "{text}");
        }
    });
}

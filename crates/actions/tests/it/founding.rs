//! Setting up in bulk.

use std::sync::Arc;

use parta_actions::Refusal;
use parta_actions::founding::{self, BasePlan};
use parta_school::access::Actor;
use parta_store::accounts::NewAccount;
use parta_store::fixture::{Cast, both_engines};
use parta_store::journal::Stretch;
use parta_store::school_year::{RoomRow, YearPlan};
use parta_store::timetable::{EntryRow, LessonRow};
use parta_store::{Act, Tx};

use crate::stage::{Hand, Traces, by};

const DENIED: &str = "Данные организации вносит администратор электронного журнала.";

///
#[test]
fn only_the_administrator_sets_up() {
    both_engines(async |school| {
        for person in [school.petrova, school.director, school.deputy, school.secretary] {
            let hand = by(&school, person).await;
            let base = async |tx: &mut Tx| founding::add_base(tx, BasePlan::default()).await;
            let timetable = async |tx: &mut Tx| founding::add_timetable(tx, Vec::<EntryRow>::new()).await;
            let lessons = async |tx: &mut Tx| founding::add_lessons(tx, Vec::<LessonRow>::new()).await;
            let stretch = async |tx: &mut Tx| founding::add_stretch(tx, Stretch::default()).await;
            let accounts = async |tx: &mut Tx| founding::open_accounts(tx, Vec::<NewAccount>::new()).await;
            assert_eq!(school.refused(hand.act("school.import", base)).await, DENIED);
            assert_eq!(school.refused(hand.act("school.import", timetable)).await, DENIED);
            assert_eq!(school.refused(hand.act("school.import", lessons)).await, DENIED);
            assert_eq!(school.refused(hand.act("school.import", stretch)).await, DENIED);
            assert_eq!(school.refused(hand.act("school.import", accounts)).await, DENIED);
        }
        for family in [school.yolkina, school.yolkina_mother] {
            let hand = by(&school, family).await;
            let base = async |tx: &mut Tx| founding::add_base(tx, BasePlan::default()).await;
            assert_eq!(school.refused(hand.act("school.import", base)).await, "Такой страницы нет.");
        }
        for who in [Arc::new(Actor::operator(school.id)), school.who(school.admin).await] {
            let rooms = school.count("room").await;
            add_room(&school, who).await.expect("an administrator, or whoever runs the server");
            assert_eq!(school.count("room").await, rooms + 1);
        }
    });
}

async fn add_room(school: &Cast, who: Arc<Actor>) -> Result<(), Refusal> {
    school
        .db
        .act(&who, Act::new("school.import", "test"), async |tx| {
            let rooms = vec![RoomRow { id: tx.id().await?, name: "31".into() }];
            founding::add_base(tx, BasePlan { year: YearPlan { rooms, ..YearPlan::default() }, ..BasePlan::default() })
                .await
        })
        .await
}

/// a portion that contradicts the data leaves nothing of itself.
#[test]
fn a_portion_is_added_whole_or_not_at_all() {
    both_engines(async |school| {
        let taken = school.room_12;
        let operator = Hand::new(&school, Arc::new(Actor::operator(school.id)), "P0");
        let rooms = async move |tx: &mut Tx| {
            let new = tx.id().await?;
            let rooms = [(new, "31"), (taken, "32")].map(|(id, name)| RoomRow { id, name: name.into() });
            founding::add_base(
                tx,
                BasePlan { year: YearPlan { rooms: rooms.into(), ..YearPlan::default() }, ..BasePlan::default() },
            )
            .await
        };
        school.refused(operator.act("school.import", rooms)).await;
    });
}

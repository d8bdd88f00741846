//! The door.

use chrono::TimeDelta;
use parta_actions::Refusal;
use parta_actions::keys::Keys;
use parta_actions::sign_in::{Hashing, Knock, RULE_VERSION, Welcome, confirm_rule, hash_of_secret, sign_in};
use parta_school::ids::PersonId;
use parta_store::accounts;
use parta_store::fixture::{Cast, PASSWORD, both_engines};

use crate::stage::{Traces, by};

const WRONG: &str = "Логин или пароль не подходят. Проверьте раскладку клавиатуры и попробуйте ещё раз.";

/// A door of the cast, with passwords as this server stores them.
struct Door<'a> {
    school: &'a Cast,
    hashing: Hashing,
}

impl<'a> Door<'a> {
    async fn of(school: &'a Cast, people: &[PersonId]) -> Self {
        let hashing = Hashing::new(&Keys::new([7; 32]));
        for person in people {
            let (account, hash) =
                (school.account(&school.db, *person).await, hashing.hash(PASSWORD.into()).await.expect("a hash"));
            accounts::set_password(&school.db, account, hash, String::new()).await.expect("a password");
        }
        Self { school, hashing }
    }

    async fn knock(&self, login: &str, password: &str, device: Option<&str>, shared: bool) -> Result<Welcome, Refusal> {
        let knock = Knock { login: login.into(), password: password.into(), device: device.map(str::to_owned), shared };
        sign_in(&self.school.db, &self.hashing, knock, false).await
    }

    async fn said(&self, login: &str, password: &str, device: Option<&str>) -> String {
        match self.knock(login, password, device, false).await {
            Ok(_) => "welcome".into(),
            Err(refused) => refused.to_string(),
        }
    }
}

/// only hashes are stored; staff stay for a working day, families for a month, on a shared computer for a lesson.
#[test]
fn a_session_is_opened_for_as_long_as_its_owner_may() {
    both_engines(async |school| {
        let door = Door::of(&school, &[school.petrova, school.yolkina]).await;
        let now = school.clock.now();
        let staff = door.knock(" Petrova ", PASSWORD, None, false).await.expect("case and spaces do not matter");
        assert_eq!(staff.ends_at - now, TimeDelta::hours(12));
        let family = door.knock("yolkina", PASSWORD, None, false).await.expect("enters");
        assert_eq!(family.ends_at - now, TimeDelta::days(30));
        let shared = door.knock("petrova", PASSWORD, None, true).await.expect("enters");
        assert_eq!(
            (shared.ends_at - now, shared.device),
            (TimeDelta::minutes(45), None),
            "and the computer is not remembered"
        );
        let stored = school.texts("SELECT token_hash FROM session").await;
        assert!(stored.contains(&hash_of_secret(&staff.token)) && !stored.contains(&staff.token));
        let devices = school.texts("SELECT token_hash FROM device").await;
        assert_eq!(devices.len(), 2);
        assert!(!devices.contains(&staff.device.expect("a device")));
    });
}

/// one sentence for whatever does not fit, also for a login that nobody has.
#[test]
fn who_is_not_let_in_does_not_learn_why() {
    both_engines(async |school| {
        let door = Door::of(&school, &[school.petrova, school.orlova]).await;
        let orlova = school.account(&school.db, school.orlova).await;
        accounts::block(&school.db, orlova).await.expect("blocked");
        for (login, password) in
            [("petrova", "не тот пароль"), ("nobody", PASSWORD), ("orlova", PASSWORD), ("petrova", ""), ("", "")]
        {
            assert_eq!(door.said(login, password, None).await, WRONG, "{login}");
        }
        assert_eq!(school.count("session").await, 0);
    });
}

/// an account without a role that holds today is not let in.
#[test]
fn whose_time_is_over_is_told_so() {
    both_engines(async |school| {
        let door = Door::of(&school, &[school.petrova]).await;
        school.clock.advance(TimeDelta::days(-120));
        assert_eq!(
            door.said("petrova", PASSWORD, None).await,
            "Срок доступа закончился. Обратитесь к администратору журнала."
        );
    });
}

/// ten failures suspend the unknown devices for a quarter of an hour, and nobody's own laptop (abuse case 22).
#[test]
fn guessing_elsewhere_locks_nobody_out_of_their_own_computer() {
    both_engines(async |school| {
        let door = Door::of(&school, &[school.petrova, school.sidorov]).await;
        let laptop = door.knock("petrova", PASSWORD, None, false).await.expect("enters").device.expect("remembered");
        for _ in 0..10 {
            assert_eq!(door.said("petrova", "угадываю", None).await, WRONG);
        }
        let suspended = "Слишком много неудачных попыток. Вход с этого устройства откроется через 15 мин. На своём компьютере, где вы уже входили, вход открыт.";
        assert_eq!(door.said("petrova", PASSWORD, None).await, suspended);
        assert_eq!(door.said("petrova", PASSWORD, Some("чужой секрет")).await, suspended);
        assert_eq!(door.said("petrova", PASSWORD, Some(&laptop)).await, "welcome");
        assert_eq!(door.said("sidorov", PASSWORD, Some(&laptop)).await, "welcome", "nobody else is suspended");
        school.clock.advance(TimeDelta::minutes(15));
        assert_eq!(door.said("petrova", PASSWORD, None).await, "welcome");
    });
}

/// a slow guesser starts anew with every quarter of an hour, and a good sign-in forgives.
#[test]
fn failures_are_forgotten() {
    both_engines(async |school| {
        let door = Door::of(&school, &[school.petrova]).await;
        for round in 0..2 {
            for _ in 0..9 {
                assert_eq!(door.said("petrova", "угадываю", None).await, WRONG, "{round}");
            }
            school.clock.advance(TimeDelta::minutes(15));
        }
        for _ in 0..9 {
            door.said("petrova", "угадываю", None).await;
        }
        assert_eq!(door.said("petrova", PASSWORD, None).await, "welcome");
        for _ in 0..9 {
            assert_eq!(door.said("petrova", "угадываю", None).await, WRONG);
        }
    });
}

/// only the rule as it is now can be confirmed.
#[test]
fn the_rule_about_passwords_is_confirmed_as_it_stands() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let said =
            school.refused(petrova.act("account.rule", async |tx| confirm_rule(tx, RULE_VERSION + 1).await)).await;
        assert_eq!(said, "Текст правила изменился. Прочитайте его ещё раз.");
        petrova.act("account.rule", async |tx| confirm_rule(tx, RULE_VERSION).await).await.expect("confirmed");
        assert_eq!(school.count("rule_confirmed").await, 1);
    });
}

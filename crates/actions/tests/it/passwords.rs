//! Choosing a password.

use parta_actions::Refusal;
use parta_actions::keys::Keys;
use parta_actions::passwords::{self, Choice};
use parta_actions::sign_in::{Hashing, Knock, hash_of_secret, sign_in};
use parta_store::fixture::{Cast, PASSWORD, both_engines};

use crate::stage::Traces;

const NEW: &str = "сосна велосипед апельсин";

async fn choice(school: &Cast, password: &str) -> Choice {
    Choice {
        account: school.account(&school.db, school.petrova).await,
        session: String::new(),
        staff: true,
        known: vec!["petrova".into(), "Петрова".into(), "Анна".into()],
        present: None,
        login: "petrova".into(),
        password: password.into(),
        again: password.into(),
        request: "test".into(),
    }
}

async fn choose(school: &Cast, hashing: &Hashing, choice: Choice) -> Result<(), Refusal> {
    let petrova = school.who(school.petrova).await;
    passwords::choose(&school.db, hashing, &petrova, choice).await
}

#[test]
fn what_is_no_password() {
    both_engines(async |school| {
        let hashing = Hashing::new(&Keys::new([7; 32]));
        let easy = "Такой пароль угадают первым. Возьмите несколько не связанных друг с другом слов.";
        let cases = [
            ("яблоко-7", "Пароль слишком короткий: нужно не меньше 12 знаков. Удобно взять несколько слов подряд."),
            (&"щука ".repeat(30), "Пароль слишком длинный: не больше 128 знаков."),
            ("Петрова12345", easy),
            ("gtnhjdfgtnhjdf", easy),
            ("qwertyqwerty1", easy),
        ];
        let stored = "SELECT COALESCE(password_hash, '-') FROM account ORDER BY login";
        let before = school.texts(stored).await;
        for (password, sentence) in cases {
            let said = school.refused(choose(&school, &hashing, choice(&school, password).await)).await;
            assert_eq!(said, sentence, "{password}");
        }
        let twice =
            Choice { again: "сосна велосипед апельсины".into(), ..choice(&school, NEW).await };
        let said = school.refused(choose(&school, &hashing, twice)).await;
        assert_eq!(said, "Пароли не совпали. Введите один и тот же пароль дважды.");
        let stranger = Choice { present: Some("не тот пароль".into()), ..choice(&school, NEW).await };
        let said = school.refused(choose(&school, &hashing, stranger)).await;
        assert_eq!(said, "Нынешний пароль введён неверно.");
        assert_eq!(school.texts(stored).await, before);
    });
}

/// the new one opens, the old one does not, every other session ends (abuse case 25).
#[test]
fn a_new_password_closes_every_other_door() {
    both_engines(async |school| {
        let hashing = Hashing::new(&Keys::new([7; 32]));
        choose(&school, &hashing, choice(&school, PASSWORD).await).await.expect("the first one");
        let knock =
            |password: &str| Knock { login: "petrova".into(), password: password.into(), device: None, shared: true };
        let mut sessions = Vec::new();
        for _ in 0..2 {
            sessions.push(sign_in(&school.db, &hashing, knock(PASSWORD), false).await.expect("enters").token);
        }
        let keep = hash_of_secret(&sessions[0]);
        let owner = Choice { session: keep.clone(), present: Some(PASSWORD.into()), ..choice(&school, NEW).await };
        choose(&school, &hashing, owner).await.expect("chosen");
        assert_eq!(school.texts("SELECT token_hash FROM session").await, [keep]);
        assert!(sign_in(&school.db, &hashing, knock(PASSWORD), false).await.is_err());
        sign_in(&school.db, &hashing, knock(NEW), false).await.expect("the new one opens");
        let stored = school.texts("SELECT password_hash FROM account WHERE login = 'petrova'").await;
        assert!(stored[0].starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored:?}");
        assert_eq!(
            school.number("SELECT COUNT(*) FROM act WHERE kind = 'account.password'").await,
            2,
            "that it was changed is recorded"
        );
    });
}

//! Choosing a password: long enough, and none that everybody tries first (`security.md` §2, «Sign-in»).
//!
//! No rule about capitals, figures and signs, and no yearly change: such rules give «Parol2026!». Whether a password is easy to guess is
//! asked of zxcvbn, for the password as it is, and for the keys it is typed with when the layout is the other one («пароль» is `gfhjkm`).

use std::sync::Arc;

use parta_school::access::Actor;
use parta_school::ids::AccountId;
use parta_store::{Act, Db, Tx, accounts};
use zxcvbn::Score;

use crate::Refusal;
use crate::sign_in::Hashing;

/// The longest password, in letters.
const LONGEST: usize = 128;
/// The shortest for families,
const SHORTEST: usize = 8;
/// and for whoever may write or read more than a diary.
const SHORTEST_OF_STAFF: usize = 12;

/// Words that somebody at a school tries first.
const SCHOOL_WORDS: &[&str] =
    &["парта", "parta", "школа", "дневник", "журнал", "учитель", "директор", "ученик", "пароль", "qwerty"];

/// The shortest password of an account, in letters.
pub fn shortest(staff: bool) -> usize {
    if staff { SHORTEST_OF_STAFF } else { SHORTEST }
}

/// A password that its owner has just typed twice.
pub struct Choice {
    pub account: AccountId,
    /// The session in which it is chosen, which goes on; every other one ends.
    pub session: String,
    pub staff: bool,
    /// What must not be the password: login, names.
    pub known: Vec<String>,
    /// The present password; `None` at first entry, where there is none yet.
    pub present: Option<String>,
    pub login: String,
    pub password: String,
    pub again: String,
    /// The number of the request.
    pub request: String,
}

/// Sets the password, or says what is wrong with it.
pub async fn choose(db: &Db, hashing: &Hashing, who: &Arc<Actor>, choice: Choice) -> Result<(), Refusal> {
    if choice.password != choice.again {
        return Err(Refusal::rule("Пароли не совпали. Введите один и тот же пароль дважды."));
    }
    check(&choice.password, choice.staff, &choice.known)?;
    if let Some(present) = choice.present
        && !hashing.is_password_of(db, &choice.login, present).await?
    {
        return Err(Refusal::rule("Нынешний пароль введён неверно."));
    }
    let hash = hashing.hash(choice.password).await?;
    let (account, session) = (choice.account, choice.session);
    let remember = async move |tx: &mut Tx| accounts::choose_password(tx, account, &hash, &session).await;
    Ok(db.act(who, Act::new("account.password", choice.request), remember).await?)
}

fn check(password: &str, staff: bool, known: &[String]) -> Result<(), Refusal> {
    let (length, shortest) = (password.chars().count(), shortest(staff));
    if length < shortest {
        return Err(Refusal::rule(format!(
            "Пароль слишком короткий: нужно не меньше {shortest} знаков. Удобно взять несколько слов подряд."
        )));
    }
    if length > LONGEST {
        return Err(Refusal::rule(format!("Пароль слишком длинный: не больше {LONGEST} знаков.")));
    }
    if is_easy(password, known) || is_easy(&other_layout(password), known) {
        return Err(Refusal::rule("Такой пароль угадают первым. Возьмите несколько не связанных друг с другом слов."));
    }
    Ok(())
}

fn is_easy(password: &str, known: &[String]) -> bool {
    let words = known.iter().map(|word| word.to_lowercase()).chain(SCHOOL_WORDS.iter().map(|word| (*word).to_owned()));
    let inputs: Vec<String> = words.flat_map(|word| [other_layout(&word), word]).collect();
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).filter(|word| word.chars().count() > 2).collect();
    zxcvbn::zxcvbn(password, &inputs).score() < Score::Three
}

/// What the same keys give in the Latin layout.
fn other_layout(text: &str) -> String {
    const RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбюё";
    const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
    let key = |letter: char| {
        let lower = letter.to_lowercase().next().unwrap_or(letter);
        RUSSIAN.chars().zip(LATIN.chars()).find(|(russian, _)| *russian == lower).map_or(letter, |(_, latin)| latin)
    };
    text.chars().map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(password: &str, staff: bool) -> bool {
        check(password, staff, &["elkina".into(), "Ёлкина".into(), "Вероника".into()]).is_err()
    }

    ///
    #[test]
    fn what_everybody_tries_first_is_refused_in_either_layout() {
        for easy in [
            "password1234",
            "qwertyqwerty",
            "йцукенйцукен",
            "парольпароль",
            "gfhjkmgfhjkm",
            "111111111111",
            "elkinaelkina",
            "Вероника2026",
            "школашкола12",
        ] {
            assert!(refused(easy, true), "{easy}");
        }
    }

    ///
    #[test]
    fn length_depends_on_what_the_account_may_do() {
        assert!(refused("кот-лёд-7", true));
        assert!(!refused("кот-лёд-7", false));
        assert!(!refused("сосна велосипед апельсин", true));
        assert!(refused(&"щ".repeat(129), true));
    }
}

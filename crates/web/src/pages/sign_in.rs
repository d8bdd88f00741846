//! Signing in, and the rule that is confirmed at the first entry.

use super::shell::Shell;
use askama::Template;

/// `GET /sign-in?next=`, and the answer to a refused `POST /sign-in`.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignInPage {
    /// Frame of the page, without a person.
    pub shell: Shell,
    /// Own path to open afterwards (`next`).
    pub next: String,
    /// Login as typed (`login`); the password (`password`) is never sent back.
    pub login: String,
    /// The box «чужой или общий компьютер» (`shared`).
    pub shared: bool,
    /// Why it did not work: the same sentence for an unknown login and a wrong password.
    pub problem: Option<String>,
    /// Why the person is here: «Вы долго не работали …»; unsent entries wait on the device.
    pub reason: Option<String>,
    /// Accounts of a demonstration, one per role.
    pub demo: Vec<DemoAccount>,
    /// Where a form was on its way to when the session had ended (`kept_path`); empty for an ordinary sign-in.
    pub kept_path: String,
    /// What that form held (`kept`).
    pub kept: String,
    /// Whose it was, sealed (`kept_by`).
    pub kept_by: String,
}

/// After sign-in: a form that came too late, to be sent once more by one press.
#[derive(Template)]
#[template(path = "kept.html")]
pub struct KeptPage {
    /// Frame of the page.
    pub shell: Shell,
    /// Where the form goes.
    pub action: String,
    /// Its fields as they were typed.
    pub fields: Vec<(String, String)>,
    /// Request key of the form (`_key`).
    pub request_key: String,
}

/// An account of the demonstration, entered by one click.
#[derive(Debug, Clone)]
pub struct DemoAccount {
    /// «Учитель алгебры».
    pub role: String,
    /// «Петрова Анна Викторовна».
    pub name: String,
    /// Login, sent by the button.
    pub login: String,
    /// Password, sent by the button.
    pub password: String,
}

/// Choosing a password: at first entry, and whenever one wants another.
#[derive(Template)]
#[template(path = "password.html")]
pub struct PasswordPage {
    /// Frame of the page.
    pub shell: Shell,
    /// Login, for password keepers.
    pub login: String,
    /// «не меньше 12 знаков».
    pub length: String,
    /// Why the last one was refused. Passwords are never sent back.
    pub problem: Option<String>,
    /// The first entry: nothing else opens before.
    pub first: bool,
}

/// The rule of R-024: nothing else opens until it is confirmed.
#[derive(Template)]
#[template(path = "rule.html")]
pub struct RulePage {
    /// Frame of the page.
    pub shell: Shell,
    /// Where the form posts (`version`, `_csrf`, `_key`).
    pub action: String,
    /// The text, one paragraph a line.
    pub paragraphs: Vec<String>,
    /// Version of the text that is being confirmed.
    pub version: String,
    /// Request key of the form.
    pub request_key: String,
    /// Where to go on.
    pub next: String,
}

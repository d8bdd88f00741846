//! The access log: looks at children's cards, sign-ins and refusals. Not part of the chain row by row: there are too many of them.

use parta_school::ids::{AccountId, InstitutionId, PersonId};

use crate::accounts::random_id;
use crate::db::{Db, execute};
use crate::error::Result;
use crate::statement::statements;

statements! {
    NOTE =
        "INSERT INTO access_log (institution_id, id, at, account_id, person_id, kind, object, address, request)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
}

/// One line of the log. Never a name, a mark or a text: numbers and templates of addresses only.
#[derive(Debug, Clone)]
pub struct Line {
    pub institution: InstitutionId,
    pub account: Option<AccountId>,
    pub person: Option<PersonId>,
    /// `refused`, `unknown`, `sign_in`, `sign_in_failed`, `diary_seen`.
    pub kind: &'static str,
    /// The address asked for.
    pub object: String,
    /// Where the request came from.
    pub address: String,
    pub request: String,
}

/// Writes a line.
pub async fn note(db: &Db, line: Line) -> Result<()> {
    db.jot(async move |jotting| {
        let (id, now) = (random_id()?, jotting.now());
        let (account, person) = (
            line.account.map(|account| account.0),
            line.person.map(|person| person.0),
        );
        execute!(
            jotting.conn(),
            NOTE,
            line.institution.0,
            id,
            now,
            account,
            person,
            line.kind,
            &line.object,
            &line.address,
            &line.request
        )
        .map(drop)
    })
    .await
}

//! Who somebody is in an institution: the roles and wards that hold today, from which the policy decides.

use chrono::NaiveDate;
use parta_school::access::{Actor, Assignment, Role, Scope};
use parta_school::ids::{AccountId, ClassId, InstitutionId, PersonId};

use crate::act::Tx;
use crate::db::{Conn, Threshold, fetch_optional, unpack};
use crate::error::{Error, Result};
use crate::people::Name;
use crate::statement::statements;

statements! {
    MEMBER =
        "SELECT m.person_id, p.surname, p.name, p.patronymic,
                (SELECT ROWS(r.id, r.role, r.class_id, r.first_day, r.last_day; r.id) FROM assignment r
                 WHERE r.institution_id = m.institution_id AND r.person_id = m.person_id
                   AND r.first_day <= $3 AND (r.last_day IS NULL OR r.last_day >= $3)),
                (SELECT ROWS(g.student_id; g.id) FROM guardianship g
                 WHERE g.institution_id = m.institution_id AND g.guardian_id = m.person_id AND g.diary
                   AND g.first_day <= $3 AND (g.last_day IS NULL OR g.last_day >= $3))
         FROM member m
         JOIN person p ON p.institution_id = m.institution_id AND p.id = m.person_id
         JOIN account a ON a.id = m.account_id
         WHERE m.account_id = $1 AND m.institution_id = $2 AND a.blocked_at IS NULL";
}

/// The person behind an account in an institution, with what holds on `day`; nothing for a stranger or a blocked account.
pub async fn actor(
    threshold: &mut Threshold,
    account: AccountId,
    institution: InstitutionId,
    day: NaiveDate,
) -> Result<Option<Actor>> {
    member(threshold.conn(), account, institution, day).await
}

/// Reads the rights of the one who acts again, inside the act. Whoever has been blocked meanwhile has none.
pub async fn refresh(tx: &mut Tx, day: NaiveDate) -> Result<()> {
    let who = Actor::clone(tx.who());
    let Some(account) = who.account else {
        return Ok(());
    };
    let now = member(tx.conn(), account, who.institution, day).await?;
    tx.acts_as(now.unwrap_or(Actor { assignments: Vec::new(), wards: Vec::new(), ..who }));
    Ok(())
}

async fn member(
    conn: &mut Conn,
    account: AccountId,
    institution: InstitutionId,
    day: NaiveDate,
) -> Result<Option<Actor>> {
    type Row = (i64, String, String, Option<String>, String, String);
    let row = fetch_optional!(conn, Row, MEMBER, account.0, institution.0, day)?;
    let Some((person, surname, name, patronymic, roles, wards)) = row else {
        return Ok(None);
    };
    let name = Name { surname, name, patronymic };
    let assignments = assignments(&roles)?;
    let is_guardian = assignments.iter().any(|assignment| assignment.role == Role::Guardian);
    let wards: Vec<(PersonId,)> = unpack(MEMBER.name, if is_guardian { &wards } else { "[]" })?;
    Ok(Some(Actor {
        institution,
        account: Some(account),
        person: Some(PersonId(person)),
        name: name.full(),
        assignments,
        wards: wards.into_iter().map(|(student,)| student).collect(),
    }))
}

fn assignments(roles: &str) -> Result<Vec<Assignment>> {
    type Row = (i64, String, Option<ClassId>, NaiveDate, Option<NaiveDate>);
    let assignment = |(id, role, class, from_day, to_day): Row| {
        let role =
            Role::from_code(&role).ok_or_else(|| Error::inconsistent("assignment", id, format!("роль «{role}»")))?;
        let scope = class.map_or(Scope::Institution, Scope::Class);
        Ok(Assignment { role, scope, from_day, to_day })
    };
    let rows: Vec<Row> = unpack(MEMBER.name, roles)?;
    rows.into_iter().map(assignment).collect()
}

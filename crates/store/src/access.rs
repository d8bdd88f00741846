//! Who somebody is in an institution: the roles and wards that hold today, from which the policy decides.

use chrono::NaiveDate;
use parta_school::access::{Actor, Assignment, Role, Scope};
use parta_school::ids::{AccountId, ClassId, InstitutionId, PersonId};

use crate::act::Tx;
use crate::db::{Conn, Threshold, fetch_all, fetch_optional};
use crate::error::{Error, Result};
use crate::people::Name;
use crate::statement::statements;

statements! {
    MEMBER =
        "SELECT m.person_id, p.surname, p.name, p.patronymic FROM member m
         JOIN person p ON p.institution_id = m.institution_id AND p.id = m.person_id
         JOIN account a ON a.id = m.account_id
         WHERE m.account_id = $1 AND m.institution_id = $2 AND a.blocked_at IS NULL";
    ASSIGNMENTS =
        "SELECT id, role, class_id, first_day, last_day FROM assignment
         WHERE institution_id = $1 AND person_id = $2 AND first_day <= $3 AND (last_day IS NULL OR last_day >= $3) ORDER BY id";
    WARDS =
        "SELECT student_id FROM guardianship
         WHERE institution_id = $1 AND guardian_id = $2 AND diary AND first_day <= $3 AND (last_day IS NULL OR last_day >= $3)
         ORDER BY id";
}

/// The person behind an account in an institution, with what holds on `day`; nothing for a stranger or a blocked account.
pub async fn actor(
    threshold: &mut Threshold,
    account: AccountId,
    institution: InstitutionId,
    day: NaiveDate,
) -> Result<Option<Actor>> {
    let conn = threshold.conn();
    let row = fetch_optional!(
        conn,
        (i64, String, String, Option<String>),
        MEMBER,
        account.0,
        institution.0
    )?;
    let Some((person, surname, name, patronymic)) = row else {
        return Ok(None);
    };
    let person = PersonId(person);
    let name = Name {
        surname,
        name,
        patronymic,
    }
    .full();
    let assignments = assignments(conn, institution, person, day).await?;
    let wards = wards(conn, institution, person, &assignments, day).await?;
    Ok(Some(Actor {
        institution,
        account: Some(account),
        person: Some(person),
        name,
        assignments,
        wards,
    }))
}

/// Reads the rights of the one who acts again, inside the act.
pub async fn refresh(tx: &mut Tx, day: NaiveDate) -> Result<()> {
    let who = Actor::clone(tx.who());
    let Some(person) = who.person else {
        return Ok(());
    };
    let institution = who.institution;
    let assignments = assignments(tx.conn(), institution, person, day).await?;
    let wards = wards(tx.conn(), institution, person, &assignments, day).await?;
    tx.acts_as(Actor {
        assignments,
        wards,
        ..who
    });
    Ok(())
}

async fn assignments(
    conn: &mut Conn,
    institution: InstitutionId,
    person: PersonId,
    day: NaiveDate,
) -> Result<Vec<Assignment>> {
    type Row = (i64, String, Option<i64>, NaiveDate, Option<NaiveDate>);
    let rows = fetch_all!(conn, Row, ASSIGNMENTS, institution.0, person.0, day)?;
    let assignment = |(id, role, class, from_day, to_day): Row| {
        let role = Role::from_code(&role)
            .ok_or_else(|| Error::inconsistent("assignment", id, format!("роль «{role}»")))?;
        let scope = class.map_or(Scope::Institution, |class| Scope::Class(ClassId(class)));
        Ok(Assignment {
            role,
            scope,
            from_day,
            to_day,
        })
    };
    rows.into_iter().map(assignment).collect()
}

async fn wards(
    conn: &mut Conn,
    institution: InstitutionId,
    person: PersonId,
    assignments: &[Assignment],
    day: NaiveDate,
) -> Result<Vec<PersonId>> {
    if !assignments
        .iter()
        .any(|assignment| assignment.role == Role::Guardian)
    {
        return Ok(Vec::new());
    }
    let rows = fetch_all!(conn, (i64,), WARDS, institution.0, person.0, day)?;
    Ok(rows
        .into_iter()
        .map(|(student,)| PersonId(student))
        .collect())
}

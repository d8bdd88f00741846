//! Institutions: founding one, and the card that every page and print takes its heading from.

use std::sync::Arc;

use chrono::NaiveDate;
use parta_school::access::Actor;
use parta_school::history::Hash;
use parta_school::ids::InstitutionId;
use serde::Serialize;

use crate::act::Act;
use crate::db::{Db, Threshold, execute, fetch_all, fetch_optional};
use crate::error::{Error, Result};
use crate::statement::statements;
use crate::tables::INSTITUTION_CARD;

statements! {
    ADD = "INSERT INTO institution (id, profile, short_name, full_name, time_zone)
           SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3, $4 FROM institution RETURNING id";
    OPEN_IDS = "INSERT INTO id_block (institution_id, next_id) VALUES ($1, 1)";
    OPEN_CHAIN = "INSERT INTO audit_head (institution_id, number, hash) VALUES ($1, 0, $2)";
    ALL_INSTITUTIONS = "SELECT id, profile, short_name, full_name, time_zone FROM institution ORDER BY id";
    ZONE = "SELECT time_zone FROM institution WHERE id = $1";
    BY_NAME = "SELECT id FROM institution WHERE short_name = $1";
}

/// The institution's card.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    pub profile: String,
    pub short_name: String,
    pub full_name: String,
    pub locality: String,
    pub time_zone: String,
    pub director: Option<String>,
}

/// What is needed of an institution at every request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Institution {
    pub id: InstitutionId,
    pub profile: String,
    pub short_name: String,
    pub full_name: String,
    pub time_zone: String,
}

#[derive(Serialize)]
struct CardRow {
    id: i64,
    #[serde(flatten)]
    card: Card,
}

/// Founds an institution: its row, its identifiers, its chain, and the first act.
pub async fn found(db: &Db, card: Card) -> Result<InstitutionId> {
    let (profile, short, full, zone) =
        (card.profile.clone(), card.short_name.clone(), card.full_name.clone(), card.time_zone.clone());
    let id = db
        .jot(async move |jotting| {
            let added = fetch_optional!(jotting.conn(), (i64,), ADD, &profile, &short, &full, &zone)?;
            let (id,) = added.ok_or_else(|| Error::Fault("no institution was added".into()))?;
            execute!(jotting.conn(), OPEN_IDS, id)?;
            execute!(jotting.conn(), OPEN_CHAIN, id, Hash::NONE.to_string())?;
            Ok(InstitutionId(id))
        })
        .await?;
    let operator = Arc::new(Actor::operator(id));
    db.act(&operator, Act::new("setup.institution", "command line"), async move |tx| {
        let id = tx.id().await?;
        tx.record(&INSTITUTION_CARD, &[CardRow { id, card }]).await
    })
    .await?;
    Ok(id)
}

/// Every institution of this database.
pub async fn all(threshold: &mut Threshold) -> Result<Vec<Institution>> {
    let rows = fetch_all!(threshold.conn(), (i64, String, String, String, String), ALL_INSTITUTIONS)?;
    let institution = |(id, profile, short_name, full_name, time_zone)| Institution {
        id: InstitutionId(id),
        profile,
        short_name,
        full_name,
        time_zone,
    };
    Ok(rows.into_iter().map(institution).collect())
}

/// Which day it is now by an institution's clocks.
pub async fn today(threshold: &mut Threshold, institution: InstitutionId) -> Result<NaiveDate> {
    let now = threshold.now();
    let zone = fetch_optional!(threshold.conn(), (String,), ZONE, institution.0)?.map(|(zone,)| zone);
    let zone: chrono_tz::Tz = zone
        .and_then(|zone| zone.parse().ok())
        .ok_or_else(|| Error::inconsistent("institution", institution.0, "нет часового пояса"))?;
    Ok(now.with_timezone(&zone).date_naive())
}

/// The institution of this short name.
pub async fn by_name(threshold: &mut Threshold, short_name: &str) -> Result<Option<InstitutionId>> {
    Ok(fetch_optional!(threshold.conn(), (i64,), BY_NAME, short_name)?.map(|(id,)| InstitutionId(id)))
}

//! The record of acts: who did what and when, and on demand whether the chain over all of it is whole.

use parta_school::access::{RecordPart, may_read_record};
use parta_school::history;
use parta_school::wording;
use parta_store::audit::{self, Verdict};
use serde::Deserialize;

use crate::forms::Asked;
use crate::pages::record::{Entry, RecordPage, Verified};
use crate::reply::{Reply, Trouble, page};
use crate::visitor::Desk;

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    before: Option<i64>,
    check: Option<String>,
}

pub async fn list(desk: Desk, Asked(wanted): Asked<Wanted>) -> Reply {
    let mut read = desk.read().await?;
    let permit = may_read_record(&desk.visitor.who)?;
    let today = desk.visitor.today(read.now());
    let listed = audit::list(&mut read, &permit, wanted.before.unwrap_or(i64::MAX), today).await?;
    let older = (listed.len() == audit::PAGE)
        .then(|| listed.last().map(|last| format!("/record?before={}", last.number)))
        .flatten();
    let zone = desk.profile().zone();
    let entry = |act: audit::Listed| {
        let at = act.at.with_timezone(&zone);
        Entry {
            number: act.number,
            at: format!("{}, {}", wording::date(at.date_naive()), at.format("%H:%M:%S")),
            who: act.author.map_or_else(|| "Командная строка сервера".into(), |name| name.short()),
            what: history::wording(&act.kind).to_owned(),
            reason: act.reason.unwrap_or_default(),
            rows: u32::try_from(act.rows).unwrap_or(u32::MAX),
            hash: act.hash.chars().take(8).collect(),
        }
    };
    let entries = listed.into_iter().map(entry).collect();
    drop(read);
    // Whoever sees only what he or she did has no use for a check of everything.
    let checks = wanted.check.is_some() && !matches!(permit.part(), RecordPart::Own(_) | RecordPart::HeadedBy(_));
    let verified = if checks { Some(verified(&desk).await?) } else { None };
    page(&RecordPage {
        shell: desk.shell("Журнал действий", "/record"),
        words: desk.visitor.house.words,
        verified,
        entries,
        older,
    })
}

/// One check at a time: it reads the whole record.
static CHECKING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn verified(desk: &Desk) -> Reply<Verified> {
    let Ok(_turn) = CHECKING.try_lock() else {
        return Err(Trouble::rule("Проверка уже идёт. Откройте страницу ещё раз через минуту."));
    };
    Ok(match audit::verify(&desk.app.db, desk.visitor.who.institution, &[]).await? {
        Verdict::Whole { acts, .. } => Verified {
            good: true,
            text: format!(
                "Записи 1–{acts} сходятся: ни одна не изменена и не переставлена. Не отрезан ли конец журнала, показывает сверка с подписанными головами: parta audit verify."
            ),
        },
        Verdict::Broken(fault) => {
            Verified { good: false, text: format!("Журнал действий повреждён: {fault}.") }
        }
    })
}

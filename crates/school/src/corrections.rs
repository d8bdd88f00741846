//! Corrections of what is saved: who may still change a record, and the way of a request where nobody may.
//!
//! A request is written by whoever found the mistake, confirmed by a deputy and carried out by the administrator. Each step takes the
//! state before it, so that no step can be left out or taken twice; roles are the policy's business ([`crate::access`]).

use chrono::{DateTime, Utc};

use crate::deadlines::Due;
use crate::ids::PersonId;
use crate::marks::cell::{CellMark, Facts};
use crate::marks::{MarkValue, scale_in_words};
use crate::refusal::Refusal;
use crate::regulation::{CorrectionRegime, Noun, RegulationProfile, Setting, capitalised};
use crate::text;

/// The longest reason, in letters.
pub const LONGEST_REASON: usize = 500;

/// Which rule of corrections refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CorrectionRule {
    /// The record is changed by request only, always or from its deadline on.
    ByRequestOnly,
    /// After the deadline the author has to say why.
    ReasonNeeded,
    /// The reason says too little, or cannot be kept as it is.
    Reason,
    /// Only its author changes a mark.
    NotAuthor,
    /// The author can still change the mark without anybody.
    AuthorMayStill,
    /// The wanted mark is none of the scale.
    OutsideScale,
    /// The mark is already what is wanted.
    SameMark,
    /// Nobody confirms their own request.
    OwnRequest,
    /// The request is not in the state that the step starts from.
    WrongState,
}

/// A request as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requested {
    /// The right mark; `None` asks to take the mark away.
    pub wanted: Option<MarkValue>,
    pub reason: String,
    pub by: PersonId,
    pub at: DateTime<Utc>,
}

/// Where a request stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Correction {
    Requested(Requested),
    Confirmed {
        request: Requested,
        by: PersonId,
        at: DateTime<Utc>,
    },
    Executed {
        request: Requested,
        confirmed_by: PersonId,
        confirmed_at: DateTime<Utc>,
        by: PersonId,
        at: DateTime<Utc>,
    },
    Refused {
        request: Requested,
        by: PersonId,
        at: DateTime<Utc>,
        why: String,
    },
}

impl Correction {
    /// As it stands in the database.
    pub fn state(&self) -> &'static str {
        match self {
            Self::Requested(_) => "requested",
            Self::Confirmed { .. } => "confirmed",
            Self::Executed { .. } => "executed",
            Self::Refused { .. } => "refused",
        }
    }

    /// As a list of requests says it.
    pub fn said(&self) -> &'static str {
        match self {
            Self::Requested(_) => "ждёт подтверждения",
            Self::Confirmed { .. } => "подтверждена, ждёт исполнения",
            Self::Executed { .. } => "исполнена",
            Self::Refused { .. } => "отклонена",
        }
    }

    /// What was asked for, by whom and why.
    pub fn request(&self) -> &Requested {
        match self {
            Self::Requested(request)
            | Self::Confirmed { request, .. }
            | Self::Executed { request, .. }
            | Self::Refused { request, .. } => request,
        }
    }

    /// A deputy agrees; not to the deputy's own request.
    pub fn confirm(self, by: PersonId, at: DateTime<Utc>) -> Result<Self, Refusal<CorrectionRule>> {
        match self {
            Self::Requested(request) if request.by == by => {
                let said = "Свою заявку подтвердить нельзя: её рассматривает другой заместитель директора";
                Err(Refusal::common(CorrectionRule::OwnRequest, said))
            }
            Self::Requested(request) => Ok(Self::Confirmed { request, by, at }),
            other => Err(other.wrong_state("подтвердить")),
        }
    }

    /// The administrator makes the change that was confirmed.
    pub fn execute(self, by: PersonId, at: DateTime<Utc>) -> Result<Self, Refusal<CorrectionRule>> {
        match self {
            Self::Confirmed { request, by: confirmed_by, at: confirmed_at } => {
                Ok(Self::Executed { request, confirmed_by, confirmed_at, by, at })
            }
            other => Err(other.wrong_state("исполнить")),
        }
    }

    /// A deputy, or the administrator after confirmation, says no and why.
    pub fn refuse(self, by: PersonId, at: DateTime<Utc>, why: &str) -> Result<Self, Refusal<CorrectionRule>> {
        let why = reason(why)?;
        match self {
            Self::Requested(request) | Self::Confirmed { request, .. } => Ok(Self::Refused { request, by, at, why }),
            other => Err(other.wrong_state("отклонить")),
        }
    }

    fn wrong_state(&self, step: &str) -> Refusal<CorrectionRule> {
        Refusal::common(CorrectionRule::WrongState, format!("Заявку нельзя {step}: она {}", self.said()))
    }
}

/// A request to correct a mark: with a reason, and only where the author cannot correct it without one.
pub fn request(
    facts: &Facts<'_>,
    mark: &CellMark,
    wanted: Option<MarkValue>,
    why: &str,
) -> Result<Requested, Refusal<CorrectionRule>> {
    let profile = facts.profile;
    if wanted.is_some_and(|wanted| !profile.scale().contains(&wanted)) {
        let said = format!("{} не из шкалы: {}", profile.word(Noun::Mark).capitalised(), scale_in_words(profile));
        return Err(Refusal::by(profile.basis(&profile.marks.current), CorrectionRule::OutsideScale, said));
    }
    if wanted == Some(mark.value) {
        let said = format!("В клетке уже стоит «{}»", mark.value);
        return Err(Refusal::common(CorrectionRule::SameMark, said));
    }
    if may_change(facts, mark, Some(why)).is_ok() {
        let said = format!("Заявка не нужна: автор {} ещё может исправить её сам", profile.word(Noun::Mark).genitive());
        return Err(Refusal::by(profile.basis(&profile.correction.marks), CorrectionRule::AuthorMayStill, said));
    }
    Ok(Requested { wanted, reason: reason(why)?, by: facts.by, at: facts.now })
}

/// Whether this person may withdraw or change a saved mark without a request: its author, until it is public; afterwards as
/// the regulation says.
pub fn may_change(facts: &Facts<'_>, mark: &CellMark, reason: Option<&str>) -> Result<(), Refusal<CorrectionRule>> {
    let profile = facts.profile;
    if facts.by != mark.author {
        let said = format!(
            "{} изменяет только автор. {}",
            capitalised(profile.word(Noun::Mark).accusative()),
            how_to_ask(profile)
        );
        return Err(Refusal::by(profile.basis(&profile.correction.marks), CorrectionRule::NotAuthor, said));
    }
    if facts.now < profile.public_at(mark.set_at) {
        return Ok(());
    }
    by_regime(profile, &profile.correction.marks, facts.mark_due(mark), facts.now, reason)
}

/// Whether a saved topic, homework or attendance may be changed now. `set_at` is when it was saved: within the time that a
/// mark can be withdrawn, a slip of the hand is forgiven here too.
pub fn may_change_record(
    profile: &RegulationProfile,
    due: Due,
    set_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    reason: Option<&str>,
) -> Result<(), Refusal<CorrectionRule>> {
    if set_at.is_some_and(|set_at| now < profile.public_at(set_at)) {
        return Ok(());
    }
    by_regime(profile, &profile.correction.records, due, now, reason)
}

fn by_regime(
    profile: &RegulationProfile,
    regime: &Setting<CorrectionRegime>,
    due: Due,
    now: DateTime<Utc>,
    why: Option<&str>,
) -> Result<(), Refusal<CorrectionRule>> {
    let refused = |rule, said: String| Err(Refusal::by(profile.basis(regime), rule, said));
    let passed =
        || format!("Срок записи прошёл ({})", due.said(profile, now.with_timezone(&profile.zone()).date_naive()));
    match regime.value {
        CorrectionRegime::Forbidden => refused(
            CorrectionRule::ByRequestOnly,
            format!("Сохранённое не исправляется и не удаляется. {}", how_to_ask(profile)),
        ),
        _ if !due.is_over(now) => Ok(()),
        CorrectionRegime::RequestAfterDeadline => refused(
            CorrectionRule::ByRequestOnly,
            format!("{}, автор её уже не исправляет. {}", passed(), how_to_ask(profile)),
        ),
        CorrectionRegime::ReasonAfterDeadline => match why.filter(|why| !why.trim().is_empty()) {
            None => refused(CorrectionRule::ReasonNeeded, format!("{}: укажите причину исправления", passed())),
            Some(why) => reason(why).map(|_| ()),
        },
    }
}

fn how_to_ask(profile: &RegulationProfile) -> String {
    let deputy = profile.word(Noun::Deputy).nominative();
    format!("Подайте заявку на исправление с причиной: её подтвердит {deputy}, исполнит администратор журнала")
}

/// The reason of a change as it is kept; nothing where none was written.
pub fn reason_given(why: Option<&str>) -> Result<Option<String>, Refusal<CorrectionRule>> {
    why.filter(|why| !why.trim().is_empty()).map(reason).transpose()
}

/// A reason as it is kept: at least three letters.
fn reason(why: &str) -> Result<String, Refusal<CorrectionRule>> {
    let why = text::tidy(why, LONGEST_REASON, true).map_err(|refusal| refusal.within(|_| CorrectionRule::Reason))?;
    if text::letters(&why) < 3 {
        return Err(Refusal::common(CorrectionRule::Reason, "Напишите причину словами"));
    }
    Ok(why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::scene::{COLLEAGUE, Scene, TEACHER};

    const DEPUTY: PersonId = PersonId(10);
    const ADMINISTRATOR: PersonId = PersonId(11);

    fn mark(value: u8) -> Option<MarkValue> {
        MarkValue::try_from(value).ok()
    }

    fn asked(scene: &Scene, wanted: Option<MarkValue>, why: &str) -> Result<Requested, CorrectionRule> {
        let standing = scene.cell.marks.first().expect("a mark");
        request(&scene.facts(), standing, wanted, why).map_err(|refusal| refusal.rule)
    }

    fn school_request() -> Requested {
        asked(&Scene::of("P0").holding("4", 600), mark(5), "описка: работа оценена на 5").expect("a request")
    }

    ///
    #[test]
    fn a_request_goes_from_the_teacher_to_the_deputy_to_the_administrator() {
        let request = school_request();
        assert_eq!((request.wanted, request.by), (mark(5), TEACHER));
        let at = request.at;
        let confirmed = Correction::Requested(request.clone()).confirm(DEPUTY, at).expect("confirmed");
        assert_eq!((confirmed.state(), confirmed.said()), ("confirmed", "подтверждена, ждёт исполнения"));
        let executed = confirmed.execute(ADMINISTRATOR, at).expect("executed");
        assert_eq!(
            executed,
            Correction::Executed {
                request: request.clone(),
                confirmed_by: DEPUTY,
                confirmed_at: at,
                by: ADMINISTRATOR,
                at
            }
        );
        assert_eq!(executed.request(), &request);
    }

    /// no step twice, none left out.
    #[test]
    fn a_request_takes_its_steps_in_order() {
        let request = school_request();
        let at = request.at;
        let new = || Correction::Requested(request.clone());
        let confirmed = || new().confirm(DEPUTY, at).expect("confirmed");
        let executed = || confirmed().execute(ADMINISTRATOR, at).expect("executed");
        let refused = || new().refuse(DEPUTY, at, "работа проверена верно").expect("refused");
        let rule = |step: Result<Correction, Refusal<CorrectionRule>>| step.expect_err("not from here").rule;
        for step in [
            new().execute(ADMINISTRATOR, at),
            confirmed().confirm(DEPUTY, at),
            executed().execute(ADMINISTRATOR, at),
            executed().confirm(DEPUTY, at),
            executed().refuse(DEPUTY, at, "поздно"),
            refused().confirm(DEPUTY, at),
            refused().execute(ADMINISTRATOR, at),
            refused().refuse(DEPUTY, at, "ещё раз"),
        ] {
            assert_eq!(rule(step), CorrectionRule::WrongState);
        }
        assert!(confirmed().refuse(ADMINISTRATOR, at, "отметка уже исправлена").is_ok());
        assert_eq!(rule(new().refuse(DEPUTY, at, "")), CorrectionRule::Reason);
        let said = executed().confirm(DEPUTY, at).expect_err("done").to_string();
        assert_eq!(said, "Заявку нельзя подтвердить: она исполнена.");
    }

    ///
    #[test]
    fn nobody_confirms_their_own_request() {
        let request = school_request();
        let own = Correction::Requested(request.clone()).confirm(TEACHER, request.at).expect_err("own");
        assert_eq!(own.rule, CorrectionRule::OwnRequest);
        let at = request.at;
        let confirmed = Correction::Requested(request).confirm(DEPUTY, at).expect("confirmed");
        assert!(confirmed.execute(TEACHER, at).is_ok(), "in a small school the administrator is a teacher, too");
    }

    ///
    #[test]
    fn a_request_says_what_is_right_and_why() {
        let scene = Scene::of("P0").holding("4", 600);
        assert_eq!(asked(&scene, mark(7), "описка"), Err(CorrectionRule::OutsideScale));
        assert_eq!(asked(&scene, mark(4), "описка"), Err(CorrectionRule::SameMark));
        for why in ["", "  ", "5", "ну", "о\u{202e}писка"] {
            assert_eq!(asked(&scene, mark(5), why), Err(CorrectionRule::Reason), "{why:?}");
        }
        let removal = asked(&scene, None, "отметка другого ученика").expect("a request");
        assert_eq!(removal.wanted, None);
    }

    /// no request while the author can still help himself.
    #[test]
    fn what_the_author_can_still_correct_needs_no_request() {
        assert_eq!(asked(&Scene::of("P0").holding("4", 29), mark(5), "описка"), Err(CorrectionRule::AuthorMayStill));
        assert_eq!(asked(&Scene::of("P3").holding("4", 600), mark(5), "описка"), Err(CorrectionRule::AuthorMayStill));
        assert!(asked(&Scene::of("P3").holding("4", 600).later(60 * 24), mark(5), "описка").is_ok());
        let mut colleague = Scene::of("P3").holding("4", 600);
        colleague.by = COLLEAGUE;
        assert!(asked(&colleague, mark(5), "описка").is_ok(), "somebody else's mark is only ever asked about");
    }
}

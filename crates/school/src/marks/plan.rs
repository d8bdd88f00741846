//! Which of the marks in a cell stay, go, or become another, when the cell is entered anew.

use crate::attendance::Attendance;
use crate::ids::WorkKindId;
use crate::marks::MarkValue;
use crate::marks::cell::{Cell, CellMark, Change, Facts, MarkRule, Wanted};
use crate::refusal::Refusal;
use crate::regulation::{CorrectionRegime, TwoInCell};

/// A mark that the cell is to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Planned {
    pub(super) value: MarkValue,
    pub(super) kind: Option<WorkKindId>,
}

/// Each mark that stands beside the one that is to stand there.
#[derive(Debug, Default)]
pub(super) struct Plan<'a> {
    pairs: Vec<(Option<&'a CellMark>, Option<Planned>)>,
}

impl<'a> Plan<'a> {
    pub(super) fn of(facts: &Facts<'_>, cell: &'a Cell, wanted: &Wanted) -> Result<Self, Refusal<MarkRule>> {
        if let Some(kind) =
            wanted.kinds.iter().chain([&wanted.kind_of_new]).flatten().find(|kind| facts.kind(**kind).is_none())
        {
            let said = format!("Вида работы с номером {kind} нет. Выберите вид работы из списка");
            return Err(Refusal::common(MarkRule::UnknownKind, said));
        }
        let kinds = wanted.kinds.iter().copied().chain(std::iter::repeat(None));
        let planned = wanted.entry.marks.iter().zip(kinds).map(|(&value, kind)| Planned { value, kind }).collect();
        let mut plan = match facts.profile.marks.two_in_cell.value {
            TwoInCell::FlaggedSubjects => Self::in_order(&cell.marks, planned),
            TwoInCell::DifferentKinds | TwoInCell::Never => Self::by_likeness(&cell.marks, planned),
        };
        plan.fill_in_kinds(facts, wanted.kind_of_new);
        Ok(plan)
    }

    /// A fraction: the first stays the first. Only when a mark is taken away does likeness say which one.
    fn in_order(standing: &'a [CellMark], planned: Vec<Planned>) -> Self {
        if planned.len() < standing.len() {
            return Self::by_likeness(standing, planned);
        }
        let standing = standing.iter().map(Some).chain(std::iter::repeat(None));
        Self { pairs: standing.zip(planned.into_iter().map(Some)).collect() }
    }

    /// Side by side: a mark that stays what it is is not touched, wherever it was typed. Of two alike the older one stays: the newer
    /// may still be withdrawn.
    fn by_likeness(standing: &'a [CellMark], mut planned: Vec<Planned>) -> Self {
        let mut pairs: Vec<(Option<&CellMark>, Option<Planned>)> = Vec::new();
        let mut oldest_first: Vec<&CellMark> = standing.iter().collect();
        oldest_first.sort_by_key(|mark| mark.set_at);
        for mark in oldest_first {
            let same = planned
                .iter()
                .position(|plan| plan.value == mark.value && plan.kind.is_none_or(|kind| mark.kind == Some(kind)));
            pairs.push((Some(mark), same.map(|at| planned.remove(at))));
        }
        let mut rest = planned.into_iter();
        for (_, plan) in pairs.iter_mut().filter(|(_, plan)| plan.is_none()) {
            *plan = rest.next();
        }
        pairs.extend(rest.map(|plan| (None, Some(plan))));
        Self { pairs }
    }

    /// A mark keeps its kind; a new one without a kind gets the likeliest, where kinds must differ the likeliest that is free.
    fn fill_in_kinds(&mut self, facts: &Facts<'_>, of_new: Option<WorkKindId>) {
        for (mark, plan) in &mut self.pairs {
            if let Some(plan) = plan {
                plan.kind = plan.kind.or(mark.map_or(of_new, |mark| mark.kind));
            }
        }
        let mut taken: Vec<WorkKindId> = self.planned().filter_map(|plan| plan.kind).collect();
        let must_differ = facts.profile.marks.two_in_cell.value == TwoInCell::DifferentKinds;
        for plan in self.pairs.iter_mut().filter_map(|(_, plan)| plan.as_mut()).filter(|plan| plan.kind.is_none()) {
            let free = facts.usual_kinds.iter().find(|kind| !must_differ || !taken.contains(kind));
            plan.kind = free.or(facts.usual_kinds.first()).copied();
            taken.extend(plan.kind);
        }
    }

    pub(super) fn planned(&self) -> impl Iterator<Item = &Planned> {
        self.pairs.iter().filter_map(|(_, plan)| plan.as_ref())
    }

    /// Marks that are new or become another.
    pub(super) fn fresh(&self) -> impl Iterator<Item = &Planned> {
        self.pairs.iter().filter(|(mark, plan)| is_changed(*mark, plan.as_ref())).filter_map(|(_, plan)| plan.as_ref())
    }

    /// Marks that are taken away or become another.
    pub(super) fn touched(&self) -> impl Iterator<Item = &'a CellMark> {
        self.pairs.iter().filter(|(mark, plan)| is_changed(*mark, plan.as_ref())).filter_map(|(mark, _)| *mark)
    }

    pub(super) fn changes(
        &self,
        facts: &Facts<'_>,
        before: Option<Attendance>,
        after: Option<Attendance>,
    ) -> Vec<Change> {
        let made_up = after.is_some_and(Attendance::is_absence);
        let revised = facts.profile.correction.marks.value != CorrectionRegime::Forbidden;
        let (mut withdrawn, mut revisions, mut set) = (Vec::new(), Vec::new(), Vec::new());
        for (mark, plan) in self.pairs.iter().filter(|(mark, plan)| is_changed(*mark, plan.as_ref())) {
            match (mark, plan) {
                (Some(mark), Some(plan)) if revised => {
                    revisions.push(Change::Revise { mark: mark.id, value: plan.value, kind: plan.kind });
                }
                (mark, plan) => {
                    withdrawn.extend(mark.map(|mark| Change::Withdraw { mark: mark.id }));
                    set.extend(plan.as_ref().map(|plan| Change::Set { value: plan.value, kind: plan.kind, made_up }));
                }
            }
        }
        let attend = (before != after).then_some(Change::Attend { to: after });
        withdrawn.into_iter().chain(revisions).chain(set).chain(attend).collect()
    }
}

fn is_changed(mark: Option<&CellMark>, plan: Option<&Planned>) -> bool {
    match (mark, plan) {
        (Some(mark), Some(plan)) => (mark.value, mark.kind) != (plan.value, plan.kind),
        _ => true,
    }
}

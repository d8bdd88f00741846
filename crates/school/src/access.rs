//! Who may do what: the whole policy, on one page that reads aloud (requirements §2.2).
//!
//! A permission is a *value*. Each `may_…` looks at the person and at facts read from the database in the same act, and gives either
//! a permit, which only this module can make and which the store asks for, or the reason why not. Forgetting to ask does not compile.
//! `docs/access.md` prints the answer of every function here for every role; a test walks every route with every role against answers
//! transcribed by hand.
//!
//! Two refusals: [`Denied::Unknown`] where the existence of a thing is none of the asker's business (families, other
//! institutions: the page says the same as for a number that nobody gave), [`Denied::Refused`] with the reason in words otherwise.

use chrono::NaiveDate;

use crate::ids::{AccountId, ClassId, InstitutionId, LessonId, PageId, PersonId};

macro_rules! roles {
    ($($variant:ident $code:literal $title:literal),+ $(,)?) => {
        /// A set of rights, held in a scope and for a time. The codes are those of requirements §2.1.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role { $($variant),+ }

        impl Role {
            /// Every role there is, in the order of requirements §2.1.
            pub const ALL: &[Role] = &[$(Role::$variant),+];

            /// As it stands in the database and in files.
            pub fn code(self) -> &'static str {
                match self { $(Role::$variant => $code),+ }
            }

            /// As people call it.
            pub fn title(self) -> &'static str {
                match self { $(Role::$variant => $title),+ }
            }
        }
    };
}

roles! {
    Director "director" "директор",
    JournalAdmin "journal_admin" "администратор электронного журнала",
    ItCurator "it_curator" "ответственный за ИТ-поддержку",
    JournalResponsible "journal_responsible" "ответственный за электронный журнал",
    DeputyIt "deputy_it" "заместитель директора по ИТДО",
    LeadProgrammer "lead_programmer" "ведущий программист",
    DeputyStudies "deputy_studies" "заместитель директора по учебной работе",
    DeputyUpbringing "deputy_upbringing" "заместитель директора по воспитательной работе",
    DeputyProduction "deputy_production" "заместитель директора по производственному обучению",
    DepartmentHead "department_head" "заведующий отделением",
    BranchHead "branch_head" "заведующий филиалом",
    ClassTeacher "class_teacher" "классный руководитель",
    ProductionMaster "production_master" "мастер производственного обучения",
    SubjectTeacher "subject_teacher" "учитель",
    SubstituteTeacher "substitute_teacher" "замещающий учитель",
    PrimaryTeacher "primary_teacher" "учитель начальных классов",
    ExtracurricularTeacher "extracurricular_teacher" "учитель внеурочной деятельности",
    AdditionalEdTeacher "additional_ed_teacher" "педагог дополнительного образования",
    BoardingEducator "boarding_educator" "воспитатель",
    TeachingStaff "teaching_staff" "педагог",
    Secretary "secretary" "секретарь",
    Nurse "nurse" "медсестра",
    SocialPedagogue "social_pedagogue" "социальный педагог",
    SiteAdmin "site_admin" "администратор сайта",
    Inspector "inspector" "проверяющий",
    ExternalUser "external_user" "приглашённый пользователь",
    Student "student" "обучающийся",
    Guardian "guardian" "родитель",
}

impl Role {
    /// Reads the code of a role.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.code() == code)
    }

    /// Families read the diary and never write journal data.
    pub fn is_family(self) -> bool {
        matches!(self, Role::Student | Role::Guardian)
    }

    fn teaches(self) -> bool {
        use Role::*;
        matches!(self, SubjectTeacher | PrimaryTeacher | ProductionMaster | TeachingStaff | SubstituteTeacher)
    }

    /// Records outside the main lessons; sees what he or she did there (§2.2, «Audit log»).
    fn leads_activities(self) -> bool {
        matches!(self, Role::ExtracurricularTeacher | Role::AdditionalEdTeacher)
    }

    fn is_deputy(self) -> bool {
        matches!(self, Role::DeputyStudies | Role::DeputyUpbringing | Role::DeputyProduction)
    }

    fn is_head(self) -> bool {
        matches!(self, Role::DepartmentHead | Role::BranchHead)
    }
}

/// Where a role holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Institution,
    Class(ClassId),
}

/// A role given to a person: where, and from which day until which, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub role: Role,
    pub scope: Scope,
    pub from_day: NaiveDate,
    pub to_day: Option<NaiveDate>,
}

impl Assignment {
    /// Whether it holds on `day`.
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.from_day <= day && self.to_day.is_none_or(|last| day <= last)
    }
}

/// The person who asks, in one institution, with what holds today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub institution: InstitutionId,
    pub account: Option<AccountId>,
    pub person: Option<PersonId>,
    /// Surname, name and patronymic, for the pages that this person sees.
    pub name: String,
    /// Assignments in force today.
    pub assignments: Vec<Assignment>,
    /// Children whose diary this guardian may read today.
    pub wards: Vec<PersonId>,
}

impl Actor {
    /// Whoever runs the program on its server: sets up and imports, but is no reader of any page.
    pub fn operator(institution: InstitutionId) -> Self {
        Self {
            institution,
            account: None,
            person: None,
            name: "Оператор сервера".into(),
            assignments: Vec::new(),
            wards: Vec::new(),
        }
    }

    fn is_operator(&self) -> bool {
        self.account.is_none() && self.person.is_none()
    }

    pub fn has(&self, role: Role) -> bool {
        self.any(|assignment| assignment.role == role)
    }

    /// Nothing but a student or guardian: journal addresses do not exist for them.
    pub fn is_family(&self) -> bool {
        !self.assignments.is_empty() && self.assignments.iter().all(|a| a.role.is_family())
    }

    /// Holds a teaching role, whatever the page.
    pub fn is_teacher(&self) -> bool {
        self.any(|a| a.role.teaches())
    }

    /// The classes this person leads.
    pub fn led_classes(&self) -> Vec<ClassId> {
        self.assignments
            .iter()
            .filter_map(|a| match (a.role, a.scope) {
                (Role::ClassTeacher, Scope::Class(class)) => Some(class),
                _ => None,
            })
            .collect()
    }

    fn any(&self, test: impl Fn(&Assignment) -> bool) -> bool {
        self.assignments.iter().any(test)
    }

    fn administers(&self) -> bool {
        self.has(Role::JournalAdmin)
    }

    /// Enters base data (A-30: the curator of P2 does, but opens no journal).
    fn enters_base_data(&self) -> bool {
        self.administers() || self.has(Role::ItCurator)
    }

    /// Answers for studies; the deputy for upbringing reads journals but decides nothing about marks (§2.1).
    fn is_deputy_of_studies(&self) -> bool {
        self.has(Role::DeputyStudies) || self.has(Role::DeputyProduction)
    }

    fn is_deputy(&self) -> bool {
        self.any(|a| a.role.is_deputy())
    }

    fn inspects(&self) -> bool {
        self.any(|a| a.role == Role::Inspector && a.scope == Scope::Institution)
    }

    fn teaches(&self, page: &Page) -> bool {
        self.is_teacher() && self.person.is_some_and(|person| page.teachers.contains(&person))
    }

    fn leads(&self, class: ClassId) -> bool {
        self.any(|a| a.role == Role::ClassTeacher && a.scope == Scope::Class(class))
    }

    /// Heads of departments and branches see the classes given to them.
    fn heads(&self, class: ClassId) -> bool {
        self.any(|a| a.role.is_head() && a.scope == Scope::Class(class))
    }

    fn is_head(&self) -> bool {
        self.any(|a| a.role.is_head())
    }

    fn is(&self, person: PersonId) -> bool {
        self.person == Some(person)
    }

    fn is_student(&self, student: PersonId) -> bool {
        self.has(Role::Student) && self.is(student)
    }

    fn guards(&self, student: PersonId) -> bool {
        self.has(Role::Guardian) && self.wards.contains(&student)
    }
}

/// What the policy must know of a journal page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub id: PageId,
    pub class: ClassId,
    /// Who teaches it by the load, on the day in question.
    pub teachers: Vec<PersonId>,
}

/// What the policy must know of a student.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Student {
    pub id: PersonId,
    /// The class on the day in question, if the student is in one.
    pub class: Option<ClassId>,
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Say the same as for a thing that does not exist.
    #[error("Такой страницы нет.")]
    Unknown,
    /// Say which rule refused and who can help.
    #[error("{0}")]
    Refused(&'static str),
}

macro_rules! permits {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[must_use = "a permit is there to be handed to the store"]
        pub struct $name { $($field: $type,)* _made_here: () }

        impl $name {
            $(pub fn $field(&self) -> $type { self.$field })*
        }
    )+};
}

permits! {
    /// Read one journal page: students, marks, attendance, topics, homework.
    MayReadPage { page: PageId }
    /// Record one lesson: topic, homework, marks, attendance.
    MayRecord { lesson: LessonId, author: PersonId }
    /// See which journal pages there are; each is then asked about by itself.
    MayListPages {}
    /// See the absences of one class.
    MayReadAbsences { class: ClassId }
    /// Give the reasons of absences of one class.
    MayExplainAbsences { class: ClassId }
    /// Read the diary of one student, as the family sees it.
    MayReadDiary { student: PersonId }
    /// Ask that a mark of one's own page be corrected.
    MayRequestCorrection { page: PageId }
    /// Confirm a request for correction on one page.
    MayConfirmCorrection { page: PageId }
    /// Refuse a request for correction on one page.
    MayRefuseCorrection { page: PageId }
    /// Carry out confirmed corrections, or refuse to.
    MayExecuteCorrections {}
    /// See the requests for correction, in the part that concerns this person.
    MayReadCorrections { part: CorrectionsPart }
    /// Read the timetable of one class.
    MayReadTimetable { class: ClassId }
    /// Read the record of acts, in the part that concerns this person.
    MayReadRecord { part: RecordPart }
    /// Set up the institution: import, generate lessons, open accounts.
    MaySetUp {}
}

/// The requests for correction that somebody may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CorrectionsPart {
    All,
    /// Of the classes of this head of department or branch.
    HeadedBy(PersonId),
    /// Those that this person made.
    Own(PersonId),
}

/// The part of the audit record that somebody may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordPart {
    All,
    /// Journal data: for deputies and heads.
    Journal,
    /// Technical events: for administrators.
    Technical,
    /// Journal data of the classes that this person heads, and what the head did.
    HeadedBy(PersonId),
    /// What this person did.
    Own(PersonId),
}

/// own pages, own class; administration and inspector all; families none.
pub fn may_read_page(who: &Actor, page: &Page) -> Result<MayReadPage, Denied> {
    allow(
        who.teaches(page)
            || who.leads(page.class)
            || who.heads(page.class)
            || who.is_deputy()
            || who.has(Role::Director)
            || who.administers()
            || who.inspects(),
    )
    .or(who, "Эту страницу журнала видят учитель, который её ведёт, классный руководитель и администрация.")
    .map(|()| MayReadPage { page: page.id, _made_here: () })
}

/// whoever may open some page. Everybody else has no list of journals.
pub fn may_list_pages(who: &Actor) -> Result<MayListPages, Denied> {
    let by_letter = [Role::BoardingEducator, Role::JournalResponsible].iter().any(|role| who.has(*role));
    allow(
        who.is_operator()
            || by_letter
            || who.any(|a| a.role.leads_activities())
            || who.is_teacher()
            || !who.led_classes().is_empty()
            || who.is_head()
            || who.is_deputy()
            || who.has(Role::Director)
            || who.administers()
            || who.inspects(),
    )
    .or(who, "Журнал открыт учителям, классным руководителям и администрации; в вашей роли его нет.")
    .map(|()| MayListPages { _made_here: () })
}

/// only who teaches the page by the load: neither director nor class teacher nor administrator.
pub fn may_record(who: &Actor, lesson: LessonId, page: &Page) -> Result<MayRecord, Denied> {
    match who.person {
        Some(author) if who.teaches(page) => Ok(MayRecord { lesson, author, _made_here: () }),
        _ => Err(refusal(
            who,
            "Записи в журнал вносит только учитель, которому поручен этот предмет в этом классе. \
             Администрация и классный руководитель страницу только читают.",
        )),
    }
}

/// §2.2, «Attendance» and «Reason of absence»: the class teacher and the heads of the class; administration and inspector all.
pub fn may_read_absences(who: &Actor, class: ClassId) -> Result<MayReadAbsences, Denied> {
    allow(
        who.leads(class)
            || who.heads(class)
            || who.is_deputy()
            || who.has(Role::Director)
            || who.administers()
            || who.inspects(),
    )
    .or(who, "Пропуски класса видят его классный руководитель и администрация.")
    .map(|()| MayReadAbsences { class, _made_here: () })
}

/// the class teacher, where the regulation leaves the reason to the class teacher (`by_class_teacher`; in P3 it does not).
pub fn may_explain_absences(who: &Actor, class: ClassId, by_class_teacher: bool) -> Result<MayExplainAbsences, Denied> {
    let reason = if by_class_teacher {
        "Причину отсутствия указывает классный руководитель этого класса."
    } else {
        "По регламенту причину отсутствия вносит преподаватель вместе с отметкой об отсутствии."
    };
    allow(by_class_teacher && who.leads(class)).or(who, reason).map(|()| MayExplainAbsences { class, _made_here: () })
}

/// the student, the guardians with the right, the class teacher, deputies, heads and the director.
pub fn may_read_diary(who: &Actor, student: &Student) -> Result<MayReadDiary, Denied> {
    let in_class = |test: &dyn Fn(ClassId) -> bool| student.class.is_some_and(test);
    allow(
        who.is_student(student.id)
            || who.guards(student.id)
            || in_class(&|class| who.leads(class) || who.heads(class))
            || who.is_deputy()
            || who.has(Role::Director),
    )
    .or(who, "Дневник открыт самому обучающемуся, его родителям, классному руководителю и администрации.")
    .map(|()| MayReadDiary { student: student.id, _made_here: () })
}

/// who teaches the page asks.
pub fn may_request_correction(who: &Actor, page: &Page) -> Result<MayRequestCorrection, Denied> {
    allow(who.teaches(page))
        .or(who, "Заявку на исправление отметки подаёт учитель, который ведёт эту страницу.")
        .map(|()| MayRequestCorrection { page: page.id, _made_here: () })
}

/// a deputy for studies or production confirms, within a department or branch its head.
pub fn may_confirm_correction(who: &Actor, page: &Page) -> Result<MayConfirmCorrection, Denied> {
    allow(who.is_deputy_of_studies() || who.heads(page.class))
        .or(who, "Заявки на исправление подтверждает заместитель директора по учебной работе.")
        .map(|()| MayConfirmCorrection { page: page.id, _made_here: () })
}

/// Whoever takes the next step may refuse to: who confirms, and after that (`confirmed`) who executes.
pub fn may_refuse_correction(who: &Actor, page: &Page, confirmed: bool) -> Result<MayRefuseCorrection, Denied> {
    if confirmed {
        may_execute_corrections(who).map(drop)?;
    } else {
        may_confirm_correction(who, page).map(drop)?;
    }
    Ok(MayRefuseCorrection { page: page.id, _made_here: () })
}

/// the administrator executes what a deputy has confirmed.
pub fn may_execute_corrections(who: &Actor) -> Result<MayExecuteCorrections, Denied> {
    allow(who.administers())
        .or(who, "Подтверждённое исправление вносит администратор электронного журнала.")
        .map(|()| MayExecuteCorrections { _made_here: () })
}

/// deputies, administrators and the director see all requests, heads those of their classes, a teacher her own.
pub fn may_read_corrections(who: &Actor) -> Result<MayReadCorrections, Denied> {
    let all = who.is_deputy() || who.administers() || who.has(Role::Director);
    let part = match who.person {
        _ if all => Some(CorrectionsPart::All),
        Some(head) if who.is_head() => Some(CorrectionsPart::HeadedBy(head)),
        Some(teacher) if who.is_teacher() => Some(CorrectionsPart::Own(teacher)),
        _ => None,
    };
    match part {
        Some(part) => Ok(MayReadCorrections { part, _made_here: () }),
        None => Err(refusal(who, "Заявки на исправление видят учитель, который их подал, и администрация.")),
    }
}

/// everyone their own; `teaches` and `studies` say whether the asker teaches in the class, or belongs to it (or the ward does).
pub fn may_read_timetable(
    who: &Actor,
    class: ClassId,
    teaches: bool,
    studies: bool,
) -> Result<MayReadTimetable, Denied> {
    use Role::*;
    let by_office = [Director, DeputyIt, JournalResponsible, Secretary].iter().any(|role| who.has(*role));
    allow(
        by_office
            || who.enters_base_data()
            || who.is_deputy()
            || who.inspects()
            || who.leads(class)
            || who.heads(class)
            || (teaches && who.is_teacher())
            || studies,
    )
    .or(who, "Расписание класса видят те, кто в нём учит и учится, и администрация.")
    .map(|()| MayReadTimetable { class, _made_here: () })
}

/// director all, deputies journal data, administrators technical events, the others who write what they did themselves.
pub fn may_read_record(who: &Actor) -> Result<MayReadRecord, Denied> {
    let acts = who.is_teacher() || who.any(|a| a.role.leads_activities());
    let part = if who.has(Role::Director) {
        Some(RecordPart::All)
    } else if who.is_deputy() {
        Some(RecordPart::Journal)
    } else if who.administers() || who.has(Role::DeputyIt) {
        Some(RecordPart::Technical)
    } else if who.is_head() {
        who.person.map(RecordPart::HeadedBy)
    } else if acts || who.has(Role::JournalResponsible) {
        who.person.map(RecordPart::Own)
    } else {
        None
    };
    match part {
        Some(part) => Ok(MayReadRecord { part, _made_here: () }),
        None => Err(refusal(
            who,
            "Журнал действий видят директор, заместители директора и администратор электронного журнала.",
        )),
    }
}

/// the administrator, or whoever runs the program on its server.
pub fn may_set_up(who: &Actor) -> Result<MaySetUp, Denied> {
    allow(who.is_operator() || who.enters_base_data())
        .or(who, "Данные организации вносит администратор электронного журнала.")
        .map(|()| MaySetUp { _made_here: () })
}

struct Answer(bool);

fn allow(yes: bool) -> Answer {
    Answer(yes)
}

impl Answer {
    fn or(self, who: &Actor, reason: &'static str) -> Result<(), Denied> {
        if self.0 { Ok(()) } else { Err(refusal(who, reason)) }
    }
}

fn refusal(who: &Actor, reason: &'static str) -> Denied {
    if who.is_family() { Denied::Unknown } else { Denied::Refused(reason) }
}

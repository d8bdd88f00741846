//! Who can sign in to the demo: one person for each role.

use parta_school::access::Role;
use parta_school::names::FullName;

use super::people;
use super::school::{DemoSchool, SHOWN_CLASS, SHOWN_FAMILY, YOUNGER_CLASS};

#[derive(Debug)]
pub struct Account {
    pub role: Role,
    pub who: Who,
    /// «Петрова Анна Викторовна – учитель».
    pub caption: String,
}

/// A person of the school, by the place in the vector of such persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Staff(usize),
    Student(usize),
    Guardian(usize),
}

impl DemoSchool {
    pub(super) fn accounts_by_role(&self) -> Vec<Account> {
        let of_staff = |role: Role| {
            self.staff
                .iter()
                .position(|employee| employee.roles.first() == Some(&role))
                .map(|index| (role, Who::Staff(index)))
        };
        let mut accounts: Vec<(Role, Who)> = Vec::new();
        accounts.extend(
            self.shown_page()
                .map(|page| (Role::SubjectTeacher, Who::Staff(page.teacher)))
                .or_else(|| of_staff(Role::SubjectTeacher)),
        );
        let shown_class = self.classes.iter().find(|class| (class.grade, class.letter) == SHOWN_CLASS);
        accounts.extend(shown_class.map(|class| (Role::ClassTeacher, Who::Staff(class.teacher))));
        accounts.extend(self.younger_class_teacher().map(|teacher| (Role::PrimaryTeacher, Who::Staff(teacher))));
        let child = self.students.iter().position(|student| {
            student.name.surname() == people::borne_by_women(SHOWN_FAMILY) && student.name.name() == "Вероника"
        });
        accounts.extend(child.map(|child| (Role::Student, Who::Student(child))));
        let parent = child.and_then(|child| self.students.get(child)).and_then(|student| student.kin.first());
        accounts.extend(parent.map(|kin| (Role::Guardian, Who::Guardian(kin.guardian))));
        let administration = [
            Role::DeputyStudies,
            Role::Director,
            Role::JournalAdmin,
            Role::DeputyUpbringing,
            Role::Secretary,
            Role::Nurse,
            Role::SocialPedagogue,
        ];
        accounts.extend(administration.into_iter().filter_map(of_staff));
        accounts
            .into_iter()
            .filter_map(|(role, who)| {
                Some(Account {
                    role,
                    who,
                    caption: format!("{} – {}", self.name_of(who)?.full(), self.title(role, who)),
                })
            })
            .collect()
    }

    fn younger_class_teacher(&self) -> Option<usize> {
        let younger = self.classes.iter().find(|class| (class.grade, class.letter) == YOUNGER_CLASS);
        younger.or_else(|| self.classes.iter().find(|class| class.grade <= 4)).map(|class| class.teacher)
    }

    fn name_of(&self, who: Who) -> Option<&FullName> {
        match who {
            Who::Staff(index) => self.staff.get(index).map(|employee| &employee.name),
            Who::Student(index) => self.students.get(index).map(|student| &student.name),
            Who::Guardian(index) => self.guardians.get(index).map(|guardian| &guardian.name),
        }
    }

    /// «классный руководитель, 7 «Б»», «учитель математики», «родитель».
    fn title(&self, role: Role, who: Who) -> String {
        match (role, who) {
            (Role::ClassTeacher | Role::PrimaryTeacher, Who::Staff(teacher)) => {
                match self.classes.iter().find(|class| class.teacher == teacher) {
                    Some(class) => format!("{}, {}", role.title(), class.name()),
                    None => role.title().to_owned(),
                }
            }
            (_, Who::Staff(index)) => {
                self.staff.get(index).map_or(role.title(), |employee| employee.position).to_owned()
            }
            (_, Who::Student(index)) => {
                match self.students.get(index).and_then(|student| self.classes.get(student.class)) {
                    Some(class) => format!("{}, {}", role.title(), class.name()),
                    None => role.title().to_owned(),
                }
            }
            (_, Who::Guardian(_)) => role.title().to_owned(),
        }
    }
}

//! The frame of every page: top bar, who is here, how the page looks, what was said after the last act.

/// What `templates/layout.html` needs from each page.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// Title of the page, without the name of the program.
    pub title: String,
    /// Short name of the institution: «школа № 9».
    pub institution: String,
    /// Who is signed in; `None` on the sign-in page.
    pub person: Option<Person>,
    /// Navigation of this role, at most one of them current.
    pub links: Vec<Link>,
    /// How the page looks on this device.
    pub look: Look,
    /// Value of the hidden field `_csrf` in every form and of the header `X-CSRF-Token`; before sign-in too.
    pub csrf: String,
    /// Own path with its query: where the forms of the frame (`/view`, `/sign-in`) come back to.
    pub here: String,
    /// What happened at the last act, shown once above the page.
    pub notice: Option<Notice>,
    /// What to listen to on `/stream`, on pages that renew themselves.
    pub live: Option<Live>,
    /// A line across the top of a demonstration: «Демонстрационная школа. Сегодня 3 декабря 2026 г., чт».
    pub banner: Option<String>,
}

/// The signed-in person as the top bar shows them.
#[derive(Debug, Clone)]
pub struct Person {
    /// Account that entries kept on this device belong to: another person's sign-in never sends them.
    pub account: i64,
    /// «Петрова Анна Викторовна».
    pub name: String,
    /// «учитель», «мама Вероники».
    pub post: String,
    /// A guardian or student: navigation lies at the bottom of a phone.
    pub family: bool,
}

/// A link of the navigation.
#[derive(Debug, Clone)]
pub struct Link {
    /// «Журнал».
    pub label: String,
    /// `/journal`.
    pub address: String,
    /// The section that this page belongs to.
    pub current: bool,
}

impl Link {
    /// A link to another section.
    pub fn to(label: &str, address: &str, current: bool) -> Self {
        Self { label: label.to_owned(), address: address.to_owned(), current }
    }
}

/// A message above the page.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// Whether the act succeeded.
    pub good: bool,
}

/// A topic of the event stream that renews this page.
#[derive(Debug, Clone)]
pub struct Live {
    /// Name of the event: `page` or `diary`.
    pub topic: &'static str,
    /// The journal page or student that must agree with the event's data.
    pub id: i64,
}

/// Look of the pages on this device, kept in the cookie `view` (a year, `SameSite=Lax`, no personal data).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// Light, dark, or as the device says.
    pub theme: Theme,
    /// The high-contrast version for people with low vision.
    pub contrast: bool,
    /// Letters half as large again.
    pub large: bool,
}

/// Colours of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device says.
    #[default]
    Device,
    /// Dark letters on light paper.
    Light,
    /// Light letters on dark paper.
    Dark,
}

impl Look {
    /// Reads the cookie's value (`dark.contrast.large`), ignoring what it does not know.
    pub fn from_cookie(value: &str) -> Self {
        value.split('.').fold(Self::default(), |look, word| match word {
            "light" => Self { theme: Theme::Light, ..look },
            "dark" => Self { theme: Theme::Dark, ..look },
            "contrast" => Self { contrast: true, ..look },
            "large" => Self { large: true, ..look },
            _ => look,
        })
    }

    /// The cookie's value.
    pub fn to_cookie(self) -> String {
        [self.theme.word(), if self.contrast { "contrast" } else { "" }, if self.large { "large" } else { "" }]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(".")
    }
}

impl Theme {
    /// `light`, `dark`, or nothing for the device's choice.
    pub fn word(self) -> &'static str {
        match self {
            Self::Device => "",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A problem with what was typed, told at the top of the form and at the field itself.
#[derive(Debug, Clone)]
pub struct Problem {
    /// `id` of the field, so that the summary leads there.
    pub field: String,
    /// The sentence.
    pub text: String,
}

/// An empty place that teaches: what is missing, who can add it and where.
#[derive(Debug, Clone)]
pub struct Empty {
    /// «На этой неделе уроков нет».
    pub title: String,
    /// «Каникулы до 11 января. …»
    pub text: String,
    /// The step that fills it, for those who may take it.
    pub link: Option<Link>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_survives_its_cookie() {
        let look = Look { theme: Theme::Dark, contrast: true, large: true };
        assert_eq!(Look::from_cookie(&look.to_cookie()), look);
        assert_eq!(look.to_cookie(), "dark.contrast.large");
    }

    #[test]
    fn a_foreign_cookie_changes_nothing() {
        assert_eq!(Look::from_cookie("pink.<script>"), Look::default());
    }
}

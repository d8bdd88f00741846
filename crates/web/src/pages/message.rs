//! A page with one message: what happened and what to do next. Errors are such pages too.

use super::shell::{Link, Shell};
use askama::Template;

/// A heading, sentences, ways on.
#[derive(Template)]
#[template(path = "message.html")]
pub struct MessagePage {
    /// Frame of the page.
    pub shell: Shell,
    /// «Такой страницы нет».
    pub heading: String,
    /// Sentences, one a paragraph.
    pub sentences: Vec<String>,
    /// Ways on.
    pub links: Vec<Link>,
    /// Number of the request, for the administrator; empty where the answer must not differ (404).
    pub request: String,
}

impl MessagePage {
    /// 404: the same words for what does not exist and what is none of the asker's business.
    pub fn not_found(shell: Shell) -> Self {
        Self::new(
            shell,
            "Такой страницы нет",
            &["Возможно, адрес набран с ошибкой или страница не предназначена для вас."],
        )
    }

    /// The first page of somebody whose role has no section of its own yet.
    pub fn cabinet(shell: Shell) -> Self {
        let sentences = [
            "Вы вошли. Журнал успеваемости в вашей роли не открыт.",
            "Если по должности он вам нужен, обратитесь к администратору электронного журнала: он изменит права.",
        ];
        Self { links: Vec::new(), ..Self::new(shell, "Личный кабинет", &sentences) }
    }

    /// 403: the rule that refuses, and who can help.
    pub fn forbidden(shell: Shell, rule: &str, help: &str) -> Self {
        Self::new(shell, "Это действие вам недоступно", &[rule, help])
    }

    /// 422 without a form to return to: what is wrong with the request.
    pub fn refused(shell: Shell, reason: &str) -> Self {
        Self::new(shell, "Не принято", &[reason])
    }

    /// 500: our fault; nothing half-written remains.
    pub fn failed(shell: Shell, request: &str) -> Self {
        let sentences = [
            "Программа не смогла выполнить запрос. Записано либо всё, либо ничего.",
            "Попробуйте ещё раз. Если повторится, сообщите администратору номер запроса.",
        ];
        Self {
            request: request.to_owned(), ..Self::new(shell, "Ошибка на нашей стороне", &sentences)
        }
    }

    /// 503: the database does not answer; what was typed waits on the device.
    pub fn unavailable(shell: Shell, request: &str) -> Self {
        let sentences = [
            "База данных не отвечает. Записанное раньше в сохранности.",
            "Введённое в клетки журнала остаётся на этом устройстве и отправится само, когда связь восстановится. Обновите страницу через минуту.",
        ];
        Self {
            request: request.to_owned(), ..Self::new(shell, "Журнал временно недоступен", &sentences)
        }
    }

    fn new(shell: Shell, heading: &str, sentences: &[&str]) -> Self {
        let home = Link::to("На главную", "/", false);
        let sentences = sentences.iter().filter(|text| !text.is_empty()).map(|text| (*text).to_owned()).collect();
        Self {
            shell: Shell { title: heading.to_owned(), ..shell },
            heading: heading.to_owned(),
            sentences,
            links: vec![home],
            request: String::new(),
        }
    }
}

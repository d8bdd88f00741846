//! What the library of the command line says in English, in Russian.

use std::error::Error as _;

use clap::error::{ContextKind, Error, ErrorKind};
use clap::{Arg, ArgAction, Command};

use crate::problem::Problem;

const TEMPLATE: &str = "{about}\n\nКак вызвать: {usage}\n\n{all-args}";

/// A command, with those below it, whose help is in Russian.
pub fn command(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let version = Arg::new("version").long("version").action(ArgAction::Version).help("Показать версию программы");
    let command = command.disable_version_flag(true).arg(version);
    with_path(command, &name)
}

fn with_path(command: Command, path: &str) -> Command {
    let values = command.get_positionals().map(|value| format!(" {}", shown(value))).collect::<String>();
    let tail = if command.has_subcommands() { " КОМАНДА" } else { " [ПАРАМЕТРЫ]" };
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("Показать эту справку");
    command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(help)
        .help_template(TEMPLATE)
        .override_usage(format!("{path}{values}{tail}"))
        .subcommand_help_heading("Команды")
        .mut_args(in_russian)
        .mut_subcommands(|below| {
            let path = format!("{path} {}", below.get_name());
            with_path(below, &path)
        })
}

fn in_russian(arg: Arg) -> Arg {
    let heading = if arg.is_positional() { "Что указать" } else { "Параметры" };
    let usual: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let said = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let arg = arg.help_heading(heading);
    match arg.get_action().takes_values() && !usual.is_empty() {
        true => arg.help(format!("{said} (обычно {})", usual.join(", "))).hide_default_value(true),
        false => arg,
    }
}

fn shown(value: &Arg) -> String {
    let names = value.get_value_names().unwrap_or_default();
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// Help and version are printed; everything else is a sentence.
pub fn answer(error: &Error) -> Result<(), Problem> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => error.print().map_err(Problem::new),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            error.print().map_err(Problem::new)?;
            Err(Problem::new("\nНе указана команда."))
        }
        _ => Err(Problem::new(format!("{} Справка: parta --help", sentence(error)))),
    }
}

fn sentence(error: &Error) -> String {
    let named = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let arg = named(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => format!("Параметра «{arg}» нет."),
        ErrorKind::InvalidSubcommand => {
            format!("Команды «{}» нет.", named(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => "Не указана команда.".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("Не указано: {}.", arg.replace('\n', ", ")),
        ErrorKind::ArgumentConflict => {
            format!("Параметр «{arg}» указан дважды или не сочетается с другим.")
        }
        ErrorKind::InvalidValue if named(ContextKind::InvalidValue).is_empty() => {
            format!("Не указано значение: {arg}.")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let ours = |why: &String| why.contains(|letter| matches!(letter, 'а'..='я'));
            let why =
                error.source().map(ToString::to_string).filter(ours).map(|why| format!(" {why}")).unwrap_or_default();
            format!("Значение «{}» не подходит для {arg}.{why}", named(ContextKind::InvalidValue))
        }
        _ => format!("Не удалось понять команду: {}.", error.kind()),
    }
}

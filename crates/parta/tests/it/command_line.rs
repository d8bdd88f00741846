//! What can go wrong before anything is done: one Russian sentence that says what to do, a failure, and no panic.

use std::fs;
use std::net::TcpListener;

use parta_store::fixture::{Engine, on};

use super::fet::BULGARIA;
use super::parta::Parta;

#[test]
fn wrong_commands_are_sentences() {
    let parta = Parta::on_sqlite();
    for (arguments, expected) in [
        (&["sreve"][..], "Команды «sreve» нет. Справка: parta --help"),
        (&["serve", "--lisen"], "Параметра «--lisen» нет."),
        (&["demo", "--students", "many"], "Значение «many» не подходит для --students <ЧИСЛО>."),
        (&["demo", "--students", "5"], "от 60 до 3000 учеников"),
        (&["demo", "--today", "20.11.2026"], "День пишут так: 2026-11-20"),
        (&["demo", "--today"], "Не указано значение"),
        (&["demo", "--listen", "nowhere"], "Не удалось занять адрес «nowhere»"),
        (&["demo", "--today", "1500-01-01"], "такого учебного года нет"),
        (&["serve", "--public-origin", "journal.example/"], "Напишите схему и имя"),
        (&["serve"], "Файла базы данных"),
        (&["audit", "verify"], "Файла базы данных"),
        (&["audit"], "Не указана команда."),
        (&["import", "fet"], "Не указано:"),
        (&["import", "fet", "none.fet", "--institution", "X", "--profile", "P3"], "Файл «none.fet» не читается"),
        (&["import", "fet", BULGARIA, "--institution", "X", "--profile", "P9"], "Регламента «P9» нет. Есть: P0, P3."),
        (&["import", "fet", BULGARIA, "--institution", " ", "--profile", "P0"], "Название организации пусто"),
        (
            &["import", "fet", BULGARIA, "--institution", "X", "--profile", "P0", "--year", "2026"],
            "Учебный год пишут так: 2026/27.",
        ),
        (
            &["import", "fet", BULGARIA, "--institution", "X", "--profile", "P0", "--hour-is", "3"],
            "--hour-is 1 или --hour-is 2",
        ),
        (&["import", "fet", "/bin/ls", "--institution", "X", "--profile", "P0"], "Это не текст в кодировке UTF-8"),
        (&["import", "fet", "/dev/zero", "--institution", "X", "--profile", "P0"], "Файл слишком велик"),
        (
            &["import", "fet", BULGARIA, "--institution", "X", "--profile", "P0", "--bells", BULGARIA],
            "Файл звонков, строка 1",
        ),
        (&["timetable", "solve", BULGARIA], "Файла базы данных"),
    ] {
        let said = parta.refused(arguments);
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    let left =
        fs::read_dir(parta.data()).unwrap().filter(|entry| entry.as_ref().unwrap().file_name() == "parta.db").count();
    assert_eq!(left, 0, "nothing was made");
}

#[test]
fn help_is_russian() {
    let parta = Parta::on_sqlite();
    for arguments in [
        &["--help"][..],
        &["serve", "--help"],
        &["demo", "-h"],
        &["import", "fet", "--help"],
        &["timetable", "solve", "--help"],
    ] {
        let said = parta.done(arguments);
        assert!(said.contains("Как вызвать: parta"), "{said}");
        for english in ["Usage", "Options", "Commands", "Print", "default", "Arguments", "possible"] {
            assert!(!said.contains(english), "{english}: {said}");
        }
    }
}

#[test]
fn databases_that_cannot_be_used_are_sentences() {
    let said = Parta::at("mysql://x:secret@y/z").refused(&["serve"]);
    assert!(said.contains("Напишите sqlite:ФАЙЛ или postgres://") && !said.contains("secret"), "{said}");
    let said = Parta::at("postgres://parta:secret@127.0.0.1:1/parta").refused(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("PostgreSQL не отвечает (127.0.0.1:1/parta)") && !said.contains("secret"), "{said}");
    let said = Parta::at("sqlite:/dev/null/parta.db").refused(&["demo", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("Не удалось создать папку данных «/dev/null»"), "{said}");

    let parta = Parta::on_sqlite();
    fs::write(parta.data().join("parta.db"), "это не база данных, а что-то другое, и довольно длинное".repeat(20))
        .unwrap();
    let said = parta.refused(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("не открывается"), "{said}");
}

#[test]
fn a_database_of_a_newer_program_is_not_touched() {
    on(Engine::Sqlite, async |school| {
        school.tamper("INSERT INTO migration (number, checksum) VALUES (999, 'x')").await.unwrap();
        let parta_store::Target::Sqlite(file) = school.db.target().clone() else {
            return;
        };
        let said = Parta::at(format!("sqlite:{}", file.display())).refused(&["audit", "verify"]);
        assert!(said.contains("более новой версией программы"), "{said}");
    });
}

#[test]
fn an_address_in_use_and_an_open_key_are_told_at_once() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let parta = Parta::on_sqlite();
    assert!(parta.refused(&["demo", "--listen", &address]).contains("уже занят другой программой"));
    fs::write(parta.data().join("parta.key"), [1; 32]).unwrap();
    fs::set_permissions(parta.data().join("parta.key"), std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    assert!(parta.refused(&["demo", "--listen", "127.0.0.1:0"]).contains("chmod 600"));
}

#[test]
fn a_log_filter_that_is_none_is_told() {
    let parta = Parta::on_sqlite();
    let said = parta.command(&["audit", "verify"]).env("PARTA_LOG", "parta=нет").output().unwrap();
    assert!(String::from_utf8(said.stderr).unwrap().contains("Не понимаю PARTA_LOG"));
}

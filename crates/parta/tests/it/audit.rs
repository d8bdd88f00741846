//! `parta audit`: the chain against heads that were signed and kept.

use std::fs;

use super::fet::BULGARIA;
use super::parta::Parta;

fn imported() -> Parta {
    let parta = Parta::on_sqlite();
    parta.done(&["import", "fet", BULGARIA, "--institution", "Лом", "--profile", "P0", "--year", "2026/27"]);
    // The key is the server's: it is made when that starts.
    fs::write(parta.data().join("parta.key"), [7; 32]).unwrap();
    fs::set_permissions(parta.data().join("parta.key"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    parta
}

///
#[test]
fn a_tail_that_was_cut_is_found_against_a_signed_head() {
    let parta = imported();
    let (data, yesterday) = (parta.data(), parta.folder.join("yesterday"));
    fs::create_dir(&yesterday).unwrap();
    let files = ["parta.db", "parta.db-wal"].map(|name| (data.join(name), yesterday.join(name)));
    for (file, copy) in files.iter().filter(|(file, _)| file.exists()) {
        fs::copy(file, copy).unwrap();
    }
    parta.done(&["timetable", "solve", BULGARIA, "--year", "2026/27"]);
    let head = parta.done(&["audit", "heads"]);
    assert!(head.trim_end().ends_with(".json"), "{head}");
    assert!(parta.done(&["audit", "verify"]).contains("сверено подписей: 1"));

    // Somebody puts yesterday's database in the place of today's.
    let _ = fs::remove_file(data.join("parta.db-shm"));
    for (file, copy) in &files {
        let _ = fs::remove_file(file);
        if copy.exists() {
            fs::copy(copy, file).unwrap();
        }
    }
    let said = parta.run(&["audit", "verify"]);
    assert!(!said.ok && said.out.contains("НАРУШЕН") && said.out.contains("конец журнала отрезан"), "{}", said.out);
}

///
#[test]
fn a_head_that_was_changed_or_signed_by_another_is_refused() {
    let parta = imported();
    let file = parta.done(&["audit", "heads"]).trim_end().to_owned();
    let signed = fs::read_to_string(&file).unwrap();
    fs::write(&file, signed.replace("\"number\": ", "\"number\": 1")).unwrap();
    assert!(parta.refused(&["audit", "verify"]).contains("не сходится"));
    fs::write(&file, "{").unwrap();
    assert!(parta.refused(&["audit", "verify"]).contains("не читается"));
    fs::write(&file, signed).unwrap();
    fs::write(parta.data().join("parta.key"), [8; 32]).unwrap();
    assert!(parta.refused(&["audit", "verify"]).contains("не сходится"));
    // Without the server's key, the public one beside the heads serves: on the director's own computer, say.
    fs::remove_file(parta.data().join("parta.key")).unwrap();
    assert!(parta.done(&["audit", "verify"]).contains("сверено подписей: 1"));
}

#[test]
fn heads_of_one_day_do_not_overwrite_each_other() {
    let parta = imported();
    let first = parta.done(&["audit", "heads"]);
    parta.done(&["timetable", "solve", BULGARIA, "--year", "2026/27"]);
    let second = parta.done(&["audit", "heads"]);
    assert_ne!(first, second);
    assert!(parta.done(&["audit", "verify"]).contains("сверено подписей: 2"));
}

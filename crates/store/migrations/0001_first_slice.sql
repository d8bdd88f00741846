-- The first slice: one institution's people, year, timetable, lessons, marks and attendance, and the chain over all of it.
--
-- Written once, in PostgreSQL's types; `engine/sqlite.rs` maps them. One statement ends where a line ends with a semicolon.
-- Three groups of tables:
--   1. what belongs to the server, not to an institution: accounts, sessions;
--   2. the record: rows are only added, each names its act (src/tables.rs says the same in Rust);
--   3. what a page shows now: the current value of a cell, lesson or request. It can be rebuilt from the record, and
--      `parta audit verify` compares the two.

CREATE TABLE institution (
    id BIGINT NOT NULL CHECK (id > 0),
    profile TEXT NOT NULL,
    short_name TEXT NOT NULL UNIQUE,
    full_name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE id_block (
    institution_id BIGINT NOT NULL,
    next_id BIGINT NOT NULL CHECK (next_id > 0),
    PRIMARY KEY (institution_id),
    FOREIGN KEY (institution_id) REFERENCES institution (id)
);

CREATE TABLE account (
    id BIGINT NOT NULL CHECK (id > 0),
    login TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    first_secret_hash TEXT,
    first_secret_until TIMESTAMPTZ,
    rule_version BIGINT NOT NULL,
    blocked_at TIMESTAMPTZ,
    PRIMARY KEY (id)
);

CREATE TABLE member (
    account_id BIGINT NOT NULL,
    institution_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    PRIMARY KEY (account_id, institution_id),
    FOREIGN KEY (account_id) REFERENCES account (id),
    FOREIGN KEY (institution_id) REFERENCES institution (id)
);

CREATE TABLE session (
    token_hash TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    institution_id BIGINT NOT NULL,
    staff BOOLEAN NOT NULL,
    shared BOOLEAN NOT NULL,
    opened_at TIMESTAMPTZ NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (token_hash),
    FOREIGN KEY (account_id) REFERENCES account (id)
);

CREATE INDEX session_of_account ON session (account_id);

CREATE TABLE device (
    token_hash TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    until TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (token_hash, account_id),
    FOREIGN KEY (account_id) REFERENCES account (id)
);

CREATE TABLE sign_in_failure (
    login TEXT NOT NULL,
    device TEXT NOT NULL,
    failures BIGINT NOT NULL,
    first_at TIMESTAMPTZ NOT NULL,
    suspended_until TIMESTAMPTZ,
    PRIMARY KEY (login, device)
);

CREATE TABLE audit_head (
    institution_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (institution_id),
    FOREIGN KEY (institution_id) REFERENCES institution (id)
);

CREATE TABLE act (
    institution_id BIGINT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL,
    account_id BIGINT,
    person_id BIGINT,
    reason TEXT,
    at TIMESTAMPTZ NOT NULL,
    request TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    salt TEXT NOT NULL,
    root TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    request_key TEXT,
    answer TEXT,
    PRIMARY KEY (institution_id, number),
    UNIQUE (institution_id, account_id, request_key),
    FOREIGN KEY (institution_id) REFERENCES institution (id)
);

CREATE TABLE access_log (
    institution_id BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    at TIMESTAMPTZ NOT NULL,
    account_id BIGINT,
    person_id BIGINT,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    address TEXT NOT NULL,
    request TEXT NOT NULL,
    PRIMARY KEY (institution_id, id)
);

CREATE INDEX access_log_by_time ON access_log (institution_id, at);

CREATE TABLE outbox (
    institution_id BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    act BIGINT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (institution_id, id)
);

CREATE INDEX outbox_due ON outbox (due_at);

CREATE TABLE institution_card (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    profile TEXT NOT NULL,
    short_name TEXT NOT NULL,
    full_name TEXT NOT NULL,
    locality TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    director TEXT,
    PRIMARY KEY (institution_id, id)
);

CREATE TABLE person (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    surname TEXT NOT NULL,
    name TEXT NOT NULL,
    patronymic TEXT,
    sort_key TEXT NOT NULL,
    search_key TEXT NOT NULL,
    birth_day DATE,
    sex TEXT CHECK (sex IN ('m', 'f')),
    position TEXT,
    PRIMARY KEY (institution_id, id)
);

CREATE TABLE academic_year (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    name TEXT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    cycle TEXT,
    PRIMARY KEY (institution_id, id),
    CHECK (last_day >= first_day)
);

CREATE TABLE operating_mode (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    year_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    days_per_week BIGINT NOT NULL CHECK (days_per_week BETWEEN 5 AND 7),
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, year_id) REFERENCES academic_year (institution_id, id)
);

CREATE TABLE term (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    mode_id BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('quarter', 'trimester', 'half_year', 'semester', 'year')),
    number BIGINT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, mode_id) REFERENCES operating_mode (institution_id, id),
    CHECK (last_day >= first_day)
);

CREATE TABLE vacation (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    mode_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, mode_id) REFERENCES operating_mode (institution_id, id),
    CHECK (last_day >= first_day)
);

CREATE TABLE bell (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    mode_id BIGINT NOT NULL,
    number BIGINT NOT NULL CHECK (number BETWEEN 0 AND 20),
    starts TIME NOT NULL,
    ends TIME NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, mode_id) REFERENCES operating_mode (institution_id, id),
    CHECK (ends > starts)
);

CREATE TABLE day_off (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    year_id BIGINT NOT NULL,
    day DATE NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, year_id) REFERENCES academic_year (institution_id, id)
);

CREATE TABLE subject (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    two_marks BOOLEAN NOT NULL,
    ungraded BOOLEAN NOT NULL,
    PRIMARY KEY (institution_id, id)
);

CREATE TABLE room (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    name TEXT NOT NULL,
    PRIMARY KEY (institution_id, id)
);

CREATE TABLE class_group (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    year_id BIGINT NOT NULL,
    mode_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    grade BIGINT,
    sort_key TEXT NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, year_id) REFERENCES academic_year (institution_id, id),
    FOREIGN KEY (institution_id, mode_id) REFERENCES operating_mode (institution_id, id)
);

CREATE TABLE subgroup (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    class_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    of_subject_id BIGINT,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, class_id) REFERENCES class_group (institution_id, id),
    FOREIGN KEY (institution_id, of_subject_id) REFERENCES subject (institution_id, id)
);

CREATE TABLE enrolment (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    class_id BIGINT NOT NULL,
    student_id BIGINT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE,
    basis TEXT,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, class_id) REFERENCES class_group (institution_id, id),
    FOREIGN KEY (institution_id, student_id) REFERENCES person (institution_id, id),
    CHECK (last_day >= first_day)
);

CREATE TABLE subgroup_member (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    subgroup_id BIGINT NOT NULL,
    student_id BIGINT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, subgroup_id) REFERENCES subgroup (institution_id, id),
    FOREIGN KEY (institution_id, student_id) REFERENCES person (institution_id, id),
    CHECK (last_day >= first_day)
);

CREATE TABLE guardianship (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    guardian_id BIGINT NOT NULL,
    student_id BIGINT NOT NULL,
    relation TEXT NOT NULL,
    diary BOOLEAN NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE,
    basis TEXT,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, guardian_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, student_id) REFERENCES person (institution_id, id),
    CHECK (last_day >= first_day)
);

CREATE TABLE assignment (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    person_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    class_id BIGINT,
    first_day DATE NOT NULL,
    last_day DATE,
    basis TEXT,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, class_id) REFERENCES class_group (institution_id, id),
    CHECK (last_day >= first_day)
);

CREATE TABLE page (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    year_id BIGINT NOT NULL,
    subject_id BIGINT NOT NULL,
    class_id BIGINT NOT NULL,
    subgroup_id BIGINT,
    title TEXT NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, year_id) REFERENCES academic_year (institution_id, id),
    FOREIGN KEY (institution_id, subject_id) REFERENCES subject (institution_id, id),
    FOREIGN KEY (institution_id, class_id) REFERENCES class_group (institution_id, id),
    FOREIGN KEY (institution_id, subgroup_id) REFERENCES subgroup (institution_id, id)
);

CREATE TABLE teaching (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    page_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    hours BIGINT,
    first_day DATE NOT NULL,
    last_day DATE,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, page_id) REFERENCES page (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CHECK (last_day >= first_day)
);

CREATE TABLE timetable_entry (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    year_id BIGINT NOT NULL,
    page_id BIGINT NOT NULL,
    week BIGINT,
    weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    number BIGINT NOT NULL,
    room_id BIGINT,
    first_day DATE NOT NULL,
    last_day DATE,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, year_id) REFERENCES academic_year (institution_id, id),
    FOREIGN KEY (institution_id, page_id) REFERENCES page (institution_id, id),
    FOREIGN KEY (institution_id, room_id) REFERENCES room (institution_id, id),
    CHECK (last_day >= first_day)
);

CREATE TABLE lesson (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    page_id BIGINT NOT NULL,
    entry_id BIGINT,
    day DATE NOT NULL,
    number BIGINT NOT NULL CHECK (number BETWEEN 0 AND 20),
    starts TIME NOT NULL,
    ends TIME NOT NULL,
    room_id BIGINT,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, page_id) REFERENCES page (institution_id, id),
    FOREIGN KEY (institution_id, entry_id) REFERENCES timetable_entry (institution_id, id),
    FOREIGN KEY (institution_id, room_id) REFERENCES room (institution_id, id),
    CHECK (ends > starts)
);

CREATE TABLE work_kind (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    weight BIGINT NOT NULL CHECK (weight BETWEEN 0 AND 100),
    position BIGINT NOT NULL,
    written BOOLEAN NOT NULL,
    control BOOLEAN NOT NULL,
    monitoring BOOLEAN NOT NULL,
    numbered BOOLEAN NOT NULL,
    days_to_check BIGINT,
    PRIMARY KEY (institution_id, id)
);

CREATE TABLE work (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    lesson_id BIGINT NOT NULL,
    kind_id BIGINT NOT NULL,
    weight BIGINT NOT NULL,
    title TEXT,
    PRIMARY KEY (institution_id, id),
    UNIQUE (institution_id, lesson_id, id),
    FOREIGN KEY (institution_id, lesson_id) REFERENCES lesson (institution_id, id),
    FOREIGN KEY (institution_id, kind_id) REFERENCES work_kind (institution_id, id)
);

CREATE TABLE mark_revision (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    mark_id BIGINT NOT NULL,
    work_id BIGINT NOT NULL,
    lesson_id BIGINT NOT NULL,
    student_id BIGINT NOT NULL,
    value TEXT,
    at TIMESTAMPTZ NOT NULL,
    public_at TIMESTAMPTZ NOT NULL,
    entered_at TIMESTAMPTZ,
    author_id BIGINT NOT NULL,
    reason TEXT,
    protocol TEXT,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, work_id) REFERENCES work (institution_id, id),
    FOREIGN KEY (institution_id, lesson_id) REFERENCES lesson (institution_id, id),
    FOREIGN KEY (institution_id, student_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, author_id) REFERENCES person (institution_id, id)
);

CREATE TABLE attendance_revision (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    lesson_id BIGINT NOT NULL,
    student_id BIGINT NOT NULL,
    state TEXT,
    at TIMESTAMPTZ NOT NULL,
    entered_at TIMESTAMPTZ,
    author_id BIGINT NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, lesson_id) REFERENCES lesson (institution_id, id),
    FOREIGN KEY (institution_id, student_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, author_id) REFERENCES person (institution_id, id)
);

CREATE TABLE attendance_check (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    lesson_id BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    author_id BIGINT NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, lesson_id) REFERENCES lesson (institution_id, id),
    FOREIGN KEY (institution_id, author_id) REFERENCES person (institution_id, id)
);

CREATE TABLE record_revision (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    lesson_id BIGINT NOT NULL,
    topic TEXT,
    homework TEXT,
    homework_none BOOLEAN NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    entered_at TIMESTAMPTZ,
    author_id BIGINT NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, lesson_id) REFERENCES lesson (institution_id, id),
    FOREIGN KEY (institution_id, author_id) REFERENCES person (institution_id, id)
);

CREATE TABLE correction_revision (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    correction_id BIGINT NOT NULL,
    mark_id BIGINT NOT NULL,
    was TEXT,
    wanted TEXT,
    reason TEXT NOT NULL,
    decision TEXT,
    state TEXT NOT NULL CHECK (state IN ('requested', 'confirmed', 'refused', 'executed')),
    at TIMESTAMPTZ NOT NULL,
    author_id BIGINT NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, author_id) REFERENCES person (institution_id, id)
);

CREATE TABLE account_opened (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    account_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    login TEXT NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id)
);

CREATE TABLE access_digest (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    until TIMESTAMPTZ NOT NULL,
    entries BIGINT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (institution_id, id)
);

CREATE TABLE password_chosen (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    account_id BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (institution_id, id)
);

CREATE TABLE rule_confirmed (
    institution_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    account_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (institution_id, id)
);

CREATE TABLE record (
    institution_id BIGINT NOT NULL,
    lesson_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    topic TEXT,
    homework TEXT,
    homework_none BOOLEAN NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    author_id BIGINT NOT NULL,
    PRIMARY KEY (institution_id, lesson_id),
    FOREIGN KEY (institution_id, lesson_id) REFERENCES lesson (institution_id, id)
);

CREATE TABLE mark (
    institution_id BIGINT NOT NULL,
    lesson_id BIGINT NOT NULL,
    student_id BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    work_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    value TEXT,
    at TIMESTAMPTZ NOT NULL,
    public_at TIMESTAMPTZ NOT NULL,
    author_id BIGINT NOT NULL,
    PRIMARY KEY (institution_id, lesson_id, student_id, id),
    UNIQUE (institution_id, id),
    UNIQUE (institution_id, work_id, student_id),
    FOREIGN KEY (institution_id, student_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, lesson_id, work_id) REFERENCES work (institution_id, lesson_id, id)
);

CREATE TABLE attendance (
    institution_id BIGINT NOT NULL,
    lesson_id BIGINT NOT NULL,
    student_id BIGINT NOT NULL,
    act BIGINT NOT NULL,
    state TEXT,
    at TIMESTAMPTZ NOT NULL,
    author_id BIGINT NOT NULL,
    PRIMARY KEY (institution_id, lesson_id, student_id),
    FOREIGN KEY (institution_id, lesson_id) REFERENCES lesson (institution_id, id),
    FOREIGN KEY (institution_id, student_id) REFERENCES person (institution_id, id)
);

CREATE TABLE correction (
    institution_id BIGINT NOT NULL,
    id BIGINT NOT NULL CHECK (id > 0),
    act BIGINT NOT NULL,
    mark_id BIGINT NOT NULL,
    was TEXT,
    wanted TEXT,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('requested', 'confirmed', 'refused', 'executed')),
    asked_by BIGINT NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    decided_by BIGINT,
    decided_at TIMESTAMPTZ,
    decision TEXT,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, mark_id) REFERENCES mark (institution_id, id)
);

CREATE INDEX person_by_name ON person (institution_id, sort_key);
CREATE INDEX assignment_of_person ON assignment (institution_id, person_id);
CREATE INDEX guardianship_of_guardian ON guardianship (institution_id, guardian_id);
CREATE INDEX guardianship_of_student ON guardianship (institution_id, student_id);
CREATE INDEX enrolment_of_class ON enrolment (institution_id, class_id);
CREATE INDEX enrolment_of_student ON enrolment (institution_id, student_id);
CREATE INDEX member_of_subgroup ON subgroup_member (institution_id, subgroup_id);
CREATE INDEX subgroup_of_student ON subgroup_member (institution_id, student_id);
CREATE INDEX page_of_class ON page (institution_id, class_id);
CREATE INDEX teaching_of_page ON teaching (institution_id, page_id);
CREATE INDEX teaching_of_person ON teaching (institution_id, person_id);
CREATE INDEX timetable_of_page ON timetable_entry (institution_id, page_id);
CREATE UNIQUE INDEX lesson_of_page ON lesson (institution_id, page_id, day, number);
CREATE INDEX history_of_mark ON mark_revision (institution_id, mark_id);
CREATE INDEX history_of_attendance ON attendance_revision (institution_id, lesson_id, student_id);
CREATE INDEX check_of_lesson ON attendance_check (institution_id, lesson_id);
CREATE INDEX history_of_record ON record_revision (institution_id, lesson_id);
CREATE INDEX session_by_end ON session (ends_at);
CREATE INDEX device_of_account ON device (account_id);
CREATE INDEX term_of_mode ON term (institution_id, mode_id);
CREATE INDEX bell_of_mode ON bell (institution_id, mode_id);
CREATE INDEX class_of_year ON class_group (institution_id, year_id);
CREATE INDEX page_of_year ON page (institution_id, year_id);
CREATE INDEX correction_of_mark ON correction (institution_id, mark_id);
CREATE INDEX correction_by_time ON correction (institution_id, asked_at, id);
CREATE INDEX history_of_correction ON correction_revision (institution_id, correction_id);
CREATE UNIQUE INDEX account_of_person ON account_opened (institution_id, account_id);
CREATE INDEX access_digest_by_time ON access_digest (institution_id, until);

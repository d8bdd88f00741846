-- What the migrations add up to on SQLite. Written by a test: see migrations/README.md.

CREATE TABLE migration (
    number INTEGER NOT NULL,
    checksum TEXT NOT NULL,
    PRIMARY KEY (number)
) STRICT, WITHOUT ROWID;

CREATE TABLE institution (
    id INTEGER NOT NULL CHECK (id > 0),
    profile TEXT NOT NULL,
    short_name TEXT NOT NULL UNIQUE,
    full_name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE id_block (
    institution_id INTEGER NOT NULL,
    next_id INTEGER NOT NULL CHECK (next_id > 0),
    PRIMARY KEY (institution_id),
    FOREIGN KEY (institution_id) REFERENCES institution (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    id INTEGER NOT NULL CHECK (id > 0),
    login TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    first_secret_hash TEXT,
    first_secret_until TEXT CHECK (first_secret_until GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00'),
    rule_version INTEGER NOT NULL,
    blocked_at TEXT CHECK (blocked_at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00'),
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
    account_id INTEGER NOT NULL,
    institution_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    PRIMARY KEY (account_id, institution_id),
    FOREIGN KEY (account_id) REFERENCES account (id),
    FOREIGN KEY (institution_id) REFERENCES institution (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    token_hash TEXT NOT NULL,
    account_id INTEGER NOT NULL,
    institution_id INTEGER NOT NULL,
    staff INTEGER CHECK (staff IN (0, 1)) NOT NULL,
    shared INTEGER CHECK (shared IN (0, 1)) NOT NULL,
    opened_at TEXT CHECK (opened_at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    seen_at TEXT CHECK (seen_at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    ends_at TEXT CHECK (ends_at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    PRIMARY KEY (token_hash),
    FOREIGN KEY (account_id) REFERENCES account (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_of_account ON session (account_id);

CREATE TABLE device (
    token_hash TEXT NOT NULL,
    account_id INTEGER NOT NULL,
    until TEXT CHECK (until GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    PRIMARY KEY (token_hash, account_id),
    FOREIGN KEY (account_id) REFERENCES account (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_failure (
    login TEXT NOT NULL,
    device TEXT NOT NULL,
    failures INTEGER NOT NULL,
    first_at TEXT CHECK (first_at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    suspended_until TEXT CHECK (suspended_until GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00'),
    PRIMARY KEY (login, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_head (
    institution_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (institution_id),
    FOREIGN KEY (institution_id) REFERENCES institution (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE act (
    institution_id INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL,
    account_id INTEGER,
    person_id INTEGER,
    reason TEXT,
    at TEXT CHECK (at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    request TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    salt TEXT NOT NULL,
    root TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    request_key TEXT,
    answer TEXT,
    PRIMARY KEY (institution_id, number),
    UNIQUE (institution_id, account_id, request_key),
    FOREIGN KEY (institution_id) REFERENCES institution (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE access_log (
    institution_id INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    at TEXT CHECK (at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    account_id INTEGER,
    person_id INTEGER,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    address TEXT NOT NULL,
    request TEXT NOT NULL,
    PRIMARY KEY (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX access_log_by_time ON access_log (institution_id, at);

CREATE TABLE outbox (
    institution_id INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    act INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    due_at TEXT CHECK (due_at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    PRIMARY KEY (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_due ON outbox (due_at);

CREATE TABLE institution_card (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    profile TEXT NOT NULL,
    short_name TEXT NOT NULL,
    full_name TEXT NOT NULL,
    locality TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    director TEXT,
    PRIMARY KEY (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    surname TEXT NOT NULL,
    name TEXT NOT NULL,
    patronymic TEXT,
    sort_key TEXT NOT NULL,
    search_key TEXT NOT NULL,
    birth_day TEXT CHECK (birth_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    sex TEXT CHECK (sex IN ('m', 'f')),
    position TEXT,
    PRIMARY KEY (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE academic_year (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    name TEXT NOT NULL,
    first_day TEXT CHECK (first_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') NOT NULL,
    last_day TEXT CHECK (last_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') NOT NULL,
    cycle TEXT,
    PRIMARY KEY (institution_id, id),
    CHECK (last_day >= first_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE operating_mode (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    year_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    days_per_week INTEGER NOT NULL CHECK (days_per_week BETWEEN 5 AND 7),
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, year_id) REFERENCES academic_year (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE term (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    mode_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('quarter', 'trimester', 'half_year', 'semester', 'year')),
    number INTEGER NOT NULL,
    first_day TEXT CHECK (first_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') NOT NULL,
    last_day TEXT CHECK (last_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, mode_id) REFERENCES operating_mode (institution_id, id),
    CHECK (last_day >= first_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE vacation (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    mode_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    first_day TEXT CHECK (first_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') NOT NULL,
    last_day TEXT CHECK (last_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, mode_id) REFERENCES operating_mode (institution_id, id),
    CHECK (last_day >= first_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE bell (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    mode_id INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number BETWEEN 0 AND 20),
    starts TEXT CHECK (starts GLOB '[0-9][0-9]:[0-9][0-9]:*') NOT NULL,
    ends TEXT CHECK (ends GLOB '[0-9][0-9]:[0-9][0-9]:*') NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, mode_id) REFERENCES operating_mode (institution_id, id),
    CHECK (ends > starts)
) STRICT, WITHOUT ROWID;

CREATE TABLE day_off (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    year_id INTEGER NOT NULL,
    day TEXT CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, year_id) REFERENCES academic_year (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE subject (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    two_marks INTEGER CHECK (two_marks IN (0, 1)) NOT NULL,
    ungraded INTEGER CHECK (ungraded IN (0, 1)) NOT NULL,
    PRIMARY KEY (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE room (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    name TEXT NOT NULL,
    PRIMARY KEY (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE class_group (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    year_id INTEGER NOT NULL,
    mode_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    grade INTEGER,
    sort_key TEXT NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, year_id) REFERENCES academic_year (institution_id, id),
    FOREIGN KEY (institution_id, mode_id) REFERENCES operating_mode (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE subgroup (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    class_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    of_subject_id INTEGER,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, class_id) REFERENCES class_group (institution_id, id),
    FOREIGN KEY (institution_id, of_subject_id) REFERENCES subject (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    class_id INTEGER NOT NULL,
    student_id INTEGER NOT NULL,
    first_day TEXT CHECK (first_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') NOT NULL,
    last_day TEXT CHECK (last_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    basis TEXT,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, class_id) REFERENCES class_group (institution_id, id),
    FOREIGN KEY (institution_id, student_id) REFERENCES person (institution_id, id),
    CHECK (last_day >= first_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE subgroup_member (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    subgroup_id INTEGER NOT NULL,
    student_id INTEGER NOT NULL,
    first_day TEXT CHECK (first_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') NOT NULL,
    last_day TEXT CHECK (last_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, subgroup_id) REFERENCES subgroup (institution_id, id),
    FOREIGN KEY (institution_id, student_id) REFERENCES person (institution_id, id),
    CHECK (last_day >= first_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE guardianship (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    guardian_id INTEGER NOT NULL,
    student_id INTEGER NOT NULL,
    relation TEXT NOT NULL,
    diary INTEGER CHECK (diary IN (0, 1)) NOT NULL,
    first_day TEXT CHECK (first_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') NOT NULL,
    last_day TEXT CHECK (last_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    basis TEXT,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, guardian_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, student_id) REFERENCES person (institution_id, id),
    CHECK (last_day >= first_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE assignment (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    person_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    class_id INTEGER,
    first_day TEXT CHECK (first_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') NOT NULL,
    last_day TEXT CHECK (last_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    basis TEXT,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, class_id) REFERENCES class_group (institution_id, id),
    CHECK (last_day >= first_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE page (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    year_id INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    class_id INTEGER NOT NULL,
    subgroup_id INTEGER,
    title TEXT NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, year_id) REFERENCES academic_year (institution_id, id),
    FOREIGN KEY (institution_id, subject_id) REFERENCES subject (institution_id, id),
    FOREIGN KEY (institution_id, class_id) REFERENCES class_group (institution_id, id),
    FOREIGN KEY (institution_id, subgroup_id) REFERENCES subgroup (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE teaching (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    page_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    hours INTEGER,
    first_day TEXT CHECK (first_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') NOT NULL,
    last_day TEXT CHECK (last_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, page_id) REFERENCES page (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id),
    CHECK (last_day >= first_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE timetable_entry (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    year_id INTEGER NOT NULL,
    page_id INTEGER NOT NULL,
    week INTEGER,
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    number INTEGER NOT NULL,
    room_id INTEGER,
    first_day TEXT CHECK (first_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') NOT NULL,
    last_day TEXT CHECK (last_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, year_id) REFERENCES academic_year (institution_id, id),
    FOREIGN KEY (institution_id, page_id) REFERENCES page (institution_id, id),
    FOREIGN KEY (institution_id, room_id) REFERENCES room (institution_id, id),
    CHECK (last_day >= first_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE lesson (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    page_id INTEGER NOT NULL,
    entry_id INTEGER,
    day TEXT CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') NOT NULL,
    number INTEGER NOT NULL CHECK (number BETWEEN 0 AND 20),
    starts TEXT CHECK (starts GLOB '[0-9][0-9]:[0-9][0-9]:*') NOT NULL,
    ends TEXT CHECK (ends GLOB '[0-9][0-9]:[0-9][0-9]:*') NOT NULL,
    room_id INTEGER,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, page_id) REFERENCES page (institution_id, id),
    FOREIGN KEY (institution_id, entry_id) REFERENCES timetable_entry (institution_id, id),
    FOREIGN KEY (institution_id, room_id) REFERENCES room (institution_id, id),
    CHECK (ends > starts)
) STRICT, WITHOUT ROWID;

CREATE TABLE work_kind (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    weight INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 100),
    position INTEGER NOT NULL,
    written INTEGER CHECK (written IN (0, 1)) NOT NULL,
    control INTEGER CHECK (control IN (0, 1)) NOT NULL,
    monitoring INTEGER CHECK (monitoring IN (0, 1)) NOT NULL,
    numbered INTEGER CHECK (numbered IN (0, 1)) NOT NULL,
    days_to_check INTEGER,
    PRIMARY KEY (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE work (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    lesson_id INTEGER NOT NULL,
    kind_id INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    title TEXT,
    PRIMARY KEY (institution_id, id),
    UNIQUE (institution_id, lesson_id, id),
    FOREIGN KEY (institution_id, lesson_id) REFERENCES lesson (institution_id, id),
    FOREIGN KEY (institution_id, kind_id) REFERENCES work_kind (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mark_revision (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    mark_id INTEGER NOT NULL,
    work_id INTEGER NOT NULL,
    lesson_id INTEGER NOT NULL,
    student_id INTEGER NOT NULL,
    value TEXT,
    at TEXT CHECK (at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    public_at TEXT CHECK (public_at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    entered_at TEXT CHECK (entered_at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00'),
    author_id INTEGER NOT NULL,
    reason TEXT,
    protocol TEXT,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, work_id) REFERENCES work (institution_id, id),
    FOREIGN KEY (institution_id, lesson_id) REFERENCES lesson (institution_id, id),
    FOREIGN KEY (institution_id, student_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, author_id) REFERENCES person (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE attendance_revision (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    lesson_id INTEGER NOT NULL,
    student_id INTEGER NOT NULL,
    state TEXT,
    at TEXT CHECK (at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    entered_at TEXT CHECK (entered_at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00'),
    author_id INTEGER NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, lesson_id) REFERENCES lesson (institution_id, id),
    FOREIGN KEY (institution_id, student_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, author_id) REFERENCES person (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE attendance_check (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    lesson_id INTEGER NOT NULL,
    at TEXT CHECK (at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    author_id INTEGER NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, lesson_id) REFERENCES lesson (institution_id, id),
    FOREIGN KEY (institution_id, author_id) REFERENCES person (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_revision (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    lesson_id INTEGER NOT NULL,
    topic TEXT,
    homework TEXT,
    homework_none INTEGER CHECK (homework_none IN (0, 1)) NOT NULL,
    at TEXT CHECK (at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    entered_at TEXT CHECK (entered_at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00'),
    author_id INTEGER NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, lesson_id) REFERENCES lesson (institution_id, id),
    FOREIGN KEY (institution_id, author_id) REFERENCES person (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE correction_revision (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    correction_id INTEGER NOT NULL,
    mark_id INTEGER NOT NULL,
    was TEXT,
    wanted TEXT,
    reason TEXT NOT NULL,
    decision TEXT,
    state TEXT NOT NULL CHECK (state IN ('requested', 'confirmed', 'refused', 'executed')),
    at TEXT CHECK (at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    author_id INTEGER NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, author_id) REFERENCES person (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_opened (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    account_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    login TEXT NOT NULL,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, person_id) REFERENCES person (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE access_digest (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    until TEXT CHECK (until GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    entries INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE password_chosen (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    account_id INTEGER NOT NULL,
    at TEXT CHECK (at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    PRIMARY KEY (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_confirmed (
    institution_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    account_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    at TEXT CHECK (at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    PRIMARY KEY (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    institution_id INTEGER NOT NULL,
    lesson_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    topic TEXT,
    homework TEXT,
    homework_none INTEGER CHECK (homework_none IN (0, 1)) NOT NULL,
    at TEXT CHECK (at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    author_id INTEGER NOT NULL,
    PRIMARY KEY (institution_id, lesson_id),
    FOREIGN KEY (institution_id, lesson_id) REFERENCES lesson (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mark (
    institution_id INTEGER NOT NULL,
    lesson_id INTEGER NOT NULL,
    student_id INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    work_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    value TEXT,
    at TEXT CHECK (at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    public_at TEXT CHECK (public_at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    author_id INTEGER NOT NULL,
    PRIMARY KEY (institution_id, lesson_id, student_id, id),
    UNIQUE (institution_id, id),
    UNIQUE (institution_id, work_id, student_id),
    FOREIGN KEY (institution_id, student_id) REFERENCES person (institution_id, id),
    FOREIGN KEY (institution_id, lesson_id, work_id) REFERENCES work (institution_id, lesson_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE attendance (
    institution_id INTEGER NOT NULL,
    lesson_id INTEGER NOT NULL,
    student_id INTEGER NOT NULL,
    act INTEGER NOT NULL,
    state TEXT,
    at TEXT CHECK (at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    author_id INTEGER NOT NULL,
    PRIMARY KEY (institution_id, lesson_id, student_id),
    FOREIGN KEY (institution_id, lesson_id) REFERENCES lesson (institution_id, id),
    FOREIGN KEY (institution_id, student_id) REFERENCES person (institution_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE correction (
    institution_id INTEGER NOT NULL,
    id INTEGER NOT NULL CHECK (id > 0),
    act INTEGER NOT NULL,
    mark_id INTEGER NOT NULL,
    was TEXT,
    wanted TEXT,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('requested', 'confirmed', 'refused', 'executed')),
    asked_by INTEGER NOT NULL,
    asked_at TEXT CHECK (asked_at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00') NOT NULL,
    decided_by INTEGER,
    decided_at TEXT CHECK (decided_at GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00'),
    decision TEXT,
    PRIMARY KEY (institution_id, id),
    FOREIGN KEY (institution_id, mark_id) REFERENCES mark (institution_id, id)
) STRICT, WITHOUT ROWID;

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

CREATE TRIGGER institution_card_refuses_update BEFORE UPDATE ON institution_card BEGIN SELECT RAISE(ABORT, 'institution_card is a record: rows are only added'); END;

CREATE TRIGGER institution_card_refuses_delete BEFORE DELETE ON institution_card BEGIN SELECT RAISE(ABORT, 'institution_card is a record: rows are only added'); END;

CREATE TRIGGER person_refuses_update BEFORE UPDATE ON person BEGIN SELECT RAISE(ABORT, 'person is a record: rows are only added'); END;

CREATE TRIGGER person_refuses_delete BEFORE DELETE ON person BEGIN SELECT RAISE(ABORT, 'person is a record: rows are only added'); END;

CREATE TRIGGER academic_year_refuses_update BEFORE UPDATE ON academic_year BEGIN SELECT RAISE(ABORT, 'academic_year is a record: rows are only added'); END;

CREATE TRIGGER academic_year_refuses_delete BEFORE DELETE ON academic_year BEGIN SELECT RAISE(ABORT, 'academic_year is a record: rows are only added'); END;

CREATE TRIGGER operating_mode_refuses_update BEFORE UPDATE ON operating_mode BEGIN SELECT RAISE(ABORT, 'operating_mode is a record: rows are only added'); END;

CREATE TRIGGER operating_mode_refuses_delete BEFORE DELETE ON operating_mode BEGIN SELECT RAISE(ABORT, 'operating_mode is a record: rows are only added'); END;

CREATE TRIGGER term_refuses_update BEFORE UPDATE ON term BEGIN SELECT RAISE(ABORT, 'term is a record: rows are only added'); END;

CREATE TRIGGER term_refuses_delete BEFORE DELETE ON term BEGIN SELECT RAISE(ABORT, 'term is a record: rows are only added'); END;

CREATE TRIGGER vacation_refuses_update BEFORE UPDATE ON vacation BEGIN SELECT RAISE(ABORT, 'vacation is a record: rows are only added'); END;

CREATE TRIGGER vacation_refuses_delete BEFORE DELETE ON vacation BEGIN SELECT RAISE(ABORT, 'vacation is a record: rows are only added'); END;

CREATE TRIGGER bell_refuses_update BEFORE UPDATE ON bell BEGIN SELECT RAISE(ABORT, 'bell is a record: rows are only added'); END;

CREATE TRIGGER bell_refuses_delete BEFORE DELETE ON bell BEGIN SELECT RAISE(ABORT, 'bell is a record: rows are only added'); END;

CREATE TRIGGER day_off_refuses_update BEFORE UPDATE ON day_off BEGIN SELECT RAISE(ABORT, 'day_off is a record: rows are only added'); END;

CREATE TRIGGER day_off_refuses_delete BEFORE DELETE ON day_off BEGIN SELECT RAISE(ABORT, 'day_off is a record: rows are only added'); END;

CREATE TRIGGER subject_refuses_update BEFORE UPDATE ON subject BEGIN SELECT RAISE(ABORT, 'subject is a record: rows are only added'); END;

CREATE TRIGGER subject_refuses_delete BEFORE DELETE ON subject BEGIN SELECT RAISE(ABORT, 'subject is a record: rows are only added'); END;

CREATE TRIGGER room_refuses_update BEFORE UPDATE ON room BEGIN SELECT RAISE(ABORT, 'room is a record: rows are only added'); END;

CREATE TRIGGER room_refuses_delete BEFORE DELETE ON room BEGIN SELECT RAISE(ABORT, 'room is a record: rows are only added'); END;

CREATE TRIGGER class_group_refuses_update BEFORE UPDATE ON class_group BEGIN SELECT RAISE(ABORT, 'class_group is a record: rows are only added'); END;

CREATE TRIGGER class_group_refuses_delete BEFORE DELETE ON class_group BEGIN SELECT RAISE(ABORT, 'class_group is a record: rows are only added'); END;

CREATE TRIGGER subgroup_refuses_update BEFORE UPDATE ON subgroup BEGIN SELECT RAISE(ABORT, 'subgroup is a record: rows are only added'); END;

CREATE TRIGGER subgroup_refuses_delete BEFORE DELETE ON subgroup BEGIN SELECT RAISE(ABORT, 'subgroup is a record: rows are only added'); END;

CREATE TRIGGER enrolment_refuses_update BEFORE UPDATE ON enrolment BEGIN SELECT RAISE(ABORT, 'enrolment is a record: rows are only added'); END;

CREATE TRIGGER enrolment_refuses_delete BEFORE DELETE ON enrolment BEGIN SELECT RAISE(ABORT, 'enrolment is a record: rows are only added'); END;

CREATE TRIGGER subgroup_member_refuses_update BEFORE UPDATE ON subgroup_member BEGIN SELECT RAISE(ABORT, 'subgroup_member is a record: rows are only added'); END;

CREATE TRIGGER subgroup_member_refuses_delete BEFORE DELETE ON subgroup_member BEGIN SELECT RAISE(ABORT, 'subgroup_member is a record: rows are only added'); END;

CREATE TRIGGER guardianship_refuses_update BEFORE UPDATE ON guardianship BEGIN SELECT RAISE(ABORT, 'guardianship is a record: rows are only added'); END;

CREATE TRIGGER guardianship_refuses_delete BEFORE DELETE ON guardianship BEGIN SELECT RAISE(ABORT, 'guardianship is a record: rows are only added'); END;

CREATE TRIGGER assignment_refuses_update BEFORE UPDATE ON assignment BEGIN SELECT RAISE(ABORT, 'assignment is a record: rows are only added'); END;

CREATE TRIGGER assignment_refuses_delete BEFORE DELETE ON assignment BEGIN SELECT RAISE(ABORT, 'assignment is a record: rows are only added'); END;

CREATE TRIGGER page_refuses_update BEFORE UPDATE ON page BEGIN SELECT RAISE(ABORT, 'page is a record: rows are only added'); END;

CREATE TRIGGER page_refuses_delete BEFORE DELETE ON page BEGIN SELECT RAISE(ABORT, 'page is a record: rows are only added'); END;

CREATE TRIGGER teaching_refuses_update BEFORE UPDATE ON teaching BEGIN SELECT RAISE(ABORT, 'teaching is a record: rows are only added'); END;

CREATE TRIGGER teaching_refuses_delete BEFORE DELETE ON teaching BEGIN SELECT RAISE(ABORT, 'teaching is a record: rows are only added'); END;

CREATE TRIGGER timetable_entry_refuses_update BEFORE UPDATE ON timetable_entry BEGIN SELECT RAISE(ABORT, 'timetable_entry is a record: rows are only added'); END;

CREATE TRIGGER timetable_entry_refuses_delete BEFORE DELETE ON timetable_entry BEGIN SELECT RAISE(ABORT, 'timetable_entry is a record: rows are only added'); END;

CREATE TRIGGER lesson_refuses_update BEFORE UPDATE ON lesson BEGIN SELECT RAISE(ABORT, 'lesson is a record: rows are only added'); END;

CREATE TRIGGER lesson_refuses_delete BEFORE DELETE ON lesson BEGIN SELECT RAISE(ABORT, 'lesson is a record: rows are only added'); END;

CREATE TRIGGER work_kind_refuses_update BEFORE UPDATE ON work_kind BEGIN SELECT RAISE(ABORT, 'work_kind is a record: rows are only added'); END;

CREATE TRIGGER work_kind_refuses_delete BEFORE DELETE ON work_kind BEGIN SELECT RAISE(ABORT, 'work_kind is a record: rows are only added'); END;

CREATE TRIGGER work_refuses_update BEFORE UPDATE ON work BEGIN SELECT RAISE(ABORT, 'work is a record: rows are only added'); END;

CREATE TRIGGER work_refuses_delete BEFORE DELETE ON work BEGIN SELECT RAISE(ABORT, 'work is a record: rows are only added'); END;

CREATE TRIGGER mark_revision_refuses_update BEFORE UPDATE ON mark_revision BEGIN SELECT RAISE(ABORT, 'mark_revision is a record: rows are only added'); END;

CREATE TRIGGER mark_revision_refuses_delete BEFORE DELETE ON mark_revision BEGIN SELECT RAISE(ABORT, 'mark_revision is a record: rows are only added'); END;

CREATE TRIGGER attendance_revision_refuses_update BEFORE UPDATE ON attendance_revision BEGIN SELECT RAISE(ABORT, 'attendance_revision is a record: rows are only added'); END;

CREATE TRIGGER attendance_revision_refuses_delete BEFORE DELETE ON attendance_revision BEGIN SELECT RAISE(ABORT, 'attendance_revision is a record: rows are only added'); END;

CREATE TRIGGER attendance_check_refuses_update BEFORE UPDATE ON attendance_check BEGIN SELECT RAISE(ABORT, 'attendance_check is a record: rows are only added'); END;

CREATE TRIGGER attendance_check_refuses_delete BEFORE DELETE ON attendance_check BEGIN SELECT RAISE(ABORT, 'attendance_check is a record: rows are only added'); END;

CREATE TRIGGER record_revision_refuses_update BEFORE UPDATE ON record_revision BEGIN SELECT RAISE(ABORT, 'record_revision is a record: rows are only added'); END;

CREATE TRIGGER record_revision_refuses_delete BEFORE DELETE ON record_revision BEGIN SELECT RAISE(ABORT, 'record_revision is a record: rows are only added'); END;

CREATE TRIGGER correction_revision_refuses_update BEFORE UPDATE ON correction_revision BEGIN SELECT RAISE(ABORT, 'correction_revision is a record: rows are only added'); END;

CREATE TRIGGER correction_revision_refuses_delete BEFORE DELETE ON correction_revision BEGIN SELECT RAISE(ABORT, 'correction_revision is a record: rows are only added'); END;

CREATE TRIGGER account_opened_refuses_update BEFORE UPDATE ON account_opened BEGIN SELECT RAISE(ABORT, 'account_opened is a record: rows are only added'); END;

CREATE TRIGGER account_opened_refuses_delete BEFORE DELETE ON account_opened BEGIN SELECT RAISE(ABORT, 'account_opened is a record: rows are only added'); END;

CREATE TRIGGER access_digest_refuses_update BEFORE UPDATE ON access_digest BEGIN SELECT RAISE(ABORT, 'access_digest is a record: rows are only added'); END;

CREATE TRIGGER access_digest_refuses_delete BEFORE DELETE ON access_digest BEGIN SELECT RAISE(ABORT, 'access_digest is a record: rows are only added'); END;

CREATE TRIGGER password_chosen_refuses_update BEFORE UPDATE ON password_chosen BEGIN SELECT RAISE(ABORT, 'password_chosen is a record: rows are only added'); END;

CREATE TRIGGER password_chosen_refuses_delete BEFORE DELETE ON password_chosen BEGIN SELECT RAISE(ABORT, 'password_chosen is a record: rows are only added'); END;

CREATE TRIGGER rule_confirmed_refuses_update BEFORE UPDATE ON rule_confirmed BEGIN SELECT RAISE(ABORT, 'rule_confirmed is a record: rows are only added'); END;

CREATE TRIGGER rule_confirmed_refuses_delete BEFORE DELETE ON rule_confirmed BEGIN SELECT RAISE(ABORT, 'rule_confirmed is a record: rows are only added'); END;

CREATE TRIGGER act_refuses_update BEFORE UPDATE ON act BEGIN SELECT RAISE(ABORT, 'act is a record: rows are only added'); END;

CREATE TRIGGER act_refuses_delete BEFORE DELETE ON act BEGIN SELECT RAISE(ABORT, 'act is a record: rows are only added'); END;

//! The record: every chained table with its columns. `migrations/` says the same in SQL; a test compares the two.

crate::table::tables! {
    INSTITUTION_CARD "institution_card" { profile Text, short_name Text, full_name Text, locality Text, time_zone Text, director Text }
    PERSON "person" { surname Text, name Text, patronymic Text, sort_key Text, search_key Text, birth_day Day, sex Text, position Text }
    ACADEMIC_YEAR "academic_year" { name Text, first_day Day, last_day Day, cycle Text }
    /// Classes that share terms, vacations, bells and working days.
    OPERATING_MODE "operating_mode" { year_id Number, name Text, days_per_week Number }
    TERM "term" { mode_id Number, kind Text, number Number, first_day Day, last_day Day }
    VACATION "vacation" { mode_id Number, name Text, first_day Day, last_day Day }
    BELL "bell" { mode_id Number, number Number, starts Time, ends Time }
    DAY_OFF "day_off" { year_id Number, day Day, name Text }
    SUBJECT "subject" { name Text, short_name Text, sort_key Text, two_marks Flag, ungraded Flag }
    ROOM "room" { name Text }
    CLASS_GROUP "class_group" { year_id Number, mode_id Number, name Text, grade Number, sort_key Text }
    SUBGROUP "subgroup" { class_id Number, name Text, of_subject_id Number }
    ENROLMENT "enrolment" { class_id Number, student_id Number, first_day Day, last_day Day, basis Text }
    SUBGROUP_MEMBER "subgroup_member" { subgroup_id Number, student_id Number, first_day Day, last_day Day }
    GUARDIANSHIP "guardianship" { guardian_id Number, student_id Number, relation Text, diary Flag, first_day Day, last_day Day, basis Text }
    ASSIGNMENT "assignment" { person_id Number, role Text, class_id Number, first_day Day, last_day Day, basis Text }
    PAGE "page" { year_id Number, subject_id Number, class_id Number, subgroup_id Number, title Text }
    TEACHING "teaching" { page_id Number, person_id Number, hours Number, first_day Day, last_day Day }
    TIMETABLE_ENTRY "timetable_entry" { year_id Number, page_id Number, week Number, weekday Number, number Number, room_id Number, first_day Day, last_day Day }
    LESSON "lesson" { page_id Number, entry_id Number, day Day, number Number, starts Time, ends Time, room_id Number }
    WORK_KIND "work_kind" { name Text, short_name Text, weight Number, position Number, written Flag, control Flag, monitoring Flag, numbered Flag, days_to_check Number }
    WORK "work" { lesson_id Number, kind_id Number, weight Number, title Text }
    /// The value is empty in a revision that withdraws the mark.
    MARK_REVISION "mark_revision" { mark_id Number, work_id Number, lesson_id Number, student_id Number, value Text, at Instant, public_at Instant, entered_at Instant, author_id Number, reason Text, protocol Text }
    /// The state is empty in a revision that says «present».
    ATTENDANCE_REVISION "attendance_revision" { lesson_id Number, student_id Number, state Text, at Instant, entered_at Instant, author_id Number }
    ATTENDANCE_CHECK "attendance_check" { lesson_id Number, at Instant, author_id Number }
    RECORD_REVISION "record_revision" { lesson_id Number, topic Text, homework Text, homework_none Flag, at Instant, entered_at Instant, author_id Number }
    CORRECTION_REVISION "correction_revision" { correction_id Number, mark_id Number, was Text, wanted Text, reason Text, decision Text, state Text, at Instant, author_id Number }
    ACCOUNT_OPENED "account_opened" { account_id Number, person_id Number, login Text }
    /// The digest of a stretch of the access log.
    ACCESS_DIGEST "access_digest" { until Instant, entries Number, digest Text }
    PASSWORD_CHOSEN "password_chosen" { account_id Number, at Instant }
    RULE_CONFIRMED "rule_confirmed" { account_id Number, version Number, at Instant }
}

-- Awards (待遇): what a decision gives a household, for as long as it lasts. `open_key` is held by at most one
-- award of a payee and programme; it is empty again when the award has ended.
create table payments_awards (
    id text not null primary key,
    decision_id text not null,
    case_id text not null,
    case_number text not null,
    programme text not null,
    county text not null,
    township text not null,
    village text not null,
    household_id text not null,
    person_id text not null,
    payee_key text not null,
    open_key text,
    name text not null,
    persons bigint not null,
    amount_fen bigint not null,
    first_month text not null,
    last_month text,
    ended_why text not null,
    opened_by text not null,
    opened_ms bigint not null,
    version bigint not null,
    mac bytea not null,
    check (amount_fen >= 0)
);
create unique index payments_awards_decision on payments_awards (decision_id);
create unique index payments_awards_open on payments_awards (open_key);
create index payments_awards_month on payments_awards (programme, county, id);
create index payments_awards_household on payments_awards (household_id);
create index payments_awards_case on payments_awards (case_id);
create index payments_awards_payee on payments_awards (payee_key);
-- What an award gives from a month on (待遇段): opened, adjusted, held, released, stopped. Only grows.
create table payments_segments (
    id text not null primary key,
    award_id text not null,
    county text not null,
    seq bigint not null,
    kind text not null,
    from_month text not null,
    amount_fen bigint not null,
    cause text not null,
    why text not null,
    by_staff text not null,
    at_ms bigint not null,
    mac bytea not null,
    check (amount_fen >= 0)
);
create unique index payments_segments_cause on payments_segments (cause);
create unique index payments_segments_order on payments_segments (award_id, seq);
-- Payment runs (发放批次). Whoever prepared a run neither counts nor signs it: the database refuses too.
create table payments_runs (
    id text not null primary key,
    number text not null,
    programme text not null,
    county text not null,
    month text not null,
    kind text not null,
    seq bigint not null,
    state text not null,
    lines bigint not null,
    sum_fen bigint not null,
    held bigint not null,
    held_fen bigint not null,
    shared_accounts bigint not null,
    digest text not null,
    wrong_counts bigint not null,
    drafted_by text not null,
    drafted_ms bigint not null,
    frozen_by text,
    frozen_ms bigint,
    counted_by text,
    counted_ms bigint,
    approved_by text,
    approved_ms bigint,
    sent_by text,
    sent_ms bigint,
    reconciled_ms bigint,
    closed_by text,
    closed_ms bigint,
    message_id text not null,
    format text not null,
    file_digest text not null,
    signature bytea,
    version bigint not null,
    mac bytea not null,
    check (counted_by <> drafted_by and counted_by <> frozen_by),
    check (approved_by <> drafted_by and approved_by <> frozen_by and approved_by <> counted_by),
    check (closed_by <> drafted_by and closed_by <> frozen_by)
);
create unique index payments_runs_key on payments_runs (programme, county, month, kind, seq);
create unique index payments_runs_message on payments_runs (message_id);
create index payments_runs_month on payments_runs (county, month);
-- Run lines (发放明细). `live_key` is the line's key while it counts, `live_replaces`
-- the line it corrects: a line thrown away by a new draft lets both go.
create table payments_lines (
    id text not null primary key,
    run_id text not null,
    seq bigint not null,
    programme text not null,
    county text not null,
    township text not null,
    village text not null,
    month text not null,
    origin_month text not null,
    kind text not null,
    corr_no bigint not null,
    line_key text not null,
    live_key text,
    award_id text not null,
    household_id text not null,
    person_id text not null,
    payee_key text not null,
    name text not null,
    bank text not null,
    account_sealed bytea not null,
    account_tail text not null,
    amount_fen bigint not null,
    state text not null,
    reason text not null,
    answer_code text not null,
    replaces text,
    live_replaces text,
    mac bytea not null,
    check (amount_fen >= 0)
);
create unique index payments_lines_key on payments_lines (live_key);
create unique index payments_lines_replaces on payments_lines (live_replaces);
create index payments_lines_order on payments_lines (run_id, seq);
create index payments_lines_state on payments_lines (run_id, state, seq);
create index payments_lines_name on payments_lines (run_id, name);
create index payments_lines_payee on payments_lines (payee_key, programme, month);
create index payments_lines_month on payments_lines (programme, county, month, kind);
create index payments_lines_award on payments_lines (award_id);
create index payments_lines_returned on payments_lines (county, state, origin_month);
create index payments_lines_household on payments_lines (household_id, run_id);
create index payments_lines_township on payments_lines (township, run_id);
-- Return files (回盘).
create table payments_imports (
    id text not null primary key,
    run_id text not null,
    county text not null,
    digest text not null,
    file_name text not null,
    format text not null,
    rows_read bigint not null,
    arrived bigint not null,
    arrived_fen bigint not null,
    returned bigint not null,
    returned_fen bigint not null,
    unknown bigint not null,
    unknown_fen bigint not null,
    repeated bigint not null,
    exceptions bigint not null,
    by_staff text not null,
    at_ms bigint not null
);
create unique index payments_imports_digest on payments_imports (run_id, digest);
-- What the bank said of a line (回盘结果); a second answer only after 待查. Only grows.
create table payments_answers (
    line_id text not null,
    round bigint not null,
    county text not null,
    run_id text not null,
    import_id text not null,
    outcome text not null,
    code text not null,
    reason text not null,
    at_ms bigint not null,
    by_staff text not null,
    mac bytea not null,
    primary key (line_id, round)
);
create index payments_answers_run on payments_answers (run_id);
-- What does not fit and stops the close (对不上的): settled by a person, with words.
create table payments_exceptions (
    id text not null primary key,
    run_id text not null,
    county text not null,
    import_id text not null,
    kind text not null,
    file_line bigint not null,
    line_key text not null,
    line_id text,
    detail text not null,
    at_ms bigint not null,
    settled text not null,
    settled_by text,
    settled_ms bigint
);
create index payments_exceptions_run on payments_exceptions (run_id, settled);
-- A returned line whose account was mended (更正), waiting for a correction run.
create table payments_fixes (
    line_id text not null primary key,
    county text not null,
    programme text not null,
    account_id text not null,
    note text not null,
    by_staff text not null,
    at_ms bigint not null
);
create index payments_fixes_county on payments_fixes (county, programme);
-- Months that are closed (关账), with the numbers they were closed with.
create table payments_months (
    programme text not null,
    county text not null,
    month text not null,
    due_fen bigint not null,
    arrived_fen bigint not null,
    returned_fen bigint not null,
    unknown_fen bigint not null,
    held_fen bigint not null,
    debit_fen bigint not null,
    credit_fen bigint not null,
    closed_by text not null,
    closed_ms bigint not null,
    primary key (programme, county, month)
);
-- What was paid beyond the right (追回). Only grows; what came back stands in payments_repayments.
create table payments_recoveries (
    id text not null primary key,
    cause text not null,
    award_id text not null,
    programme text not null,
    county text not null,
    township text not null,
    village text not null,
    household_id text not null,
    person_id text not null,
    name text not null,
    month text not null,
    paid_fen bigint not null,
    entitled_fen bigint not null,
    amount_fen bigint not null,
    why text not null,
    by_staff text not null,
    at_ms bigint not null,
    check (amount_fen > 0)
);
create unique index payments_recoveries_cause on payments_recoveries (cause);
create index payments_recoveries_county on payments_recoveries (county, month);
create index payments_recoveries_award on payments_recoveries (award_id);
-- Money that came back for a recovery (收回). Only grows.
create table payments_repayments (
    id text not null primary key,
    cause text not null,
    recovery_id text not null,
    county text not null,
    amount_fen bigint not null,
    note text not null,
    by_staff text not null,
    at_ms bigint not null,
    check (amount_fen > 0)
);
create unique index payments_repayments_cause on payments_repayments (cause);
create index payments_repayments_recovery on payments_repayments (recovery_id);

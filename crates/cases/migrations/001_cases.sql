-- A form being filled in; everything typed is kept, wrong input too (草稿).
create table cases_drafts (
    id text not null primary key,
    programme text not null,
    county text not null,
    township text not null,
    village text not null,
    owner text not null,
    title_sealed bytea not null,
    data_sealed bytea not null,
    version bigint not null,
    updated_ms bigint not null,
    case_id text
);
create index cases_drafts_owner on cases_drafts (owner, updated_ms);
-- Applications (申请).
create table cases_applications (
    id text not null primary key,
    number text not null,
    programme text not null,
    regime text not null,
    county text not null,
    township text not null,
    village text not null,
    team text not null,
    household_id text not null,
    applicant_id text not null,
    applicant_name text not null,
    persons bigint not null,
    accepted_on text not null,
    state text not null,
    step text not null,
    step_since text not null,
    due_on text,
    posted_until text,
    paused_since text,
    next_action text not null,
    declared_sealed bytea not null,
    amount_fen bigint,
    kin_of_staff bigint not null,
    drawn bigint not null,
    supervised bigint not null,
    accepted_by text not null,
    verified_by text not null,
    closed_on text,
    version bigint not null,
    created_ms bigint not null
);
create unique index cases_applications_number on cases_applications (number);
create index cases_applications_county on cases_applications (county, state, next_action, due_on);
create index cases_applications_township on cases_applications (township, state, next_action, due_on);
create index cases_applications_household on cases_applications (household_id);
create index cases_applications_closed on cases_applications (county, state, closed_on);
-- What happened, in order; only grows (经过).
create table cases_steps (
    id text not null primary key,
    case_id text not null,
    county text not null,
    seq bigint not null,
    step text not null,
    outcome text not null,
    by_staff text not null,
    on_day text not null,
    at_ms bigint not null,
    note text not null,
    detail_sealed bytea not null
);
create unique index cases_steps_order on cases_steps (case_id, seq);
-- Decisions (决定). Whoever took the case in or verified it cannot decide: the database refuses too.
create table cases_decisions (
    id text not null primary key,
    case_id text not null,
    county text not null,
    township text not null,
    household_id text not null,
    outcome text not null,
    amount_fen bigint not null,
    persons bigint not null,
    first_month text not null,
    policy_version text not null,
    assessment_sealed bytea not null,
    reason text not null,
    case_version bigint not null,
    accepted_by text not null,
    verified_by text not null,
    decided_by text not null,
    decided_on text not null,
    at_ms bigint not null,
    mac bytea not null,
    check (decided_by <> accepted_by and decided_by <> verified_by)
);
create unique index cases_decisions_case on cases_decisions (case_id);
create index cases_decisions_county on cases_decisions (county, decided_on);
-- Serial numbers by county and year.
create table cases_counters (
    name text not null primary key,
    next bigint not null
);
-- The next periodic re-check of a household in payment (定期复核).
create table cases_rechecks (
    id text not null primary key,
    case_id text not null,
    county text not null,
    township text not null,
    due_on text not null,
    done_on text,
    result text not null,
    note text not null,
    by_staff text not null
);
create index cases_rechecks_due on cases_rechecks (township, due_on);
create index cases_rechecks_case on cases_rechecks (case_id);

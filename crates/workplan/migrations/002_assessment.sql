-- Rounds of assessment (考核评估): the rules' text, the facts of the cut-off day and their digest are kept with the round.
create table workplan_rounds (
    id text not null primary key,
    year bigint not null,
    template text not null,
    name text not null,
    county text not null,
    day text not null,
    rules text not null,
    facts text not null,
    digest text not null,
    state text not null,
    self_due text not null,
    appeal_due text,
    opened_by text not null,
    opened_ms bigint not null,
    ranked_by text,
    ranked_ms bigint,
    published_by text,
    published_ms bigint,
    closed_by text,
    closed_ms bigint,
    version bigint not null,
    mac bytea not null,
    check (published_by <> ranked_by)
);
create unique index workplan_rounds_once on workplan_rounds (year, template, day);
-- One sheet (考核表) a unit and round.
create table workplan_sheets (
    id text not null primary key,
    round_id text not null,
    county text not null,
    reviewer text not null,
    submitted_by text,
    submitted_ms bigint,
    confirmed_by text,
    confirmed_ms bigint,
    veto text not null,
    veto_by text,
    total text not null,
    place bigint not null,
    grade text not null,
    version bigint not null,
    mac bytea not null,
    check (veto_by <> confirmed_by),
    check (county <> reviewer)
);
create unique index workplan_sheets_once on workplan_sheets (round_id, county);
-- One line (得分) a criterion: computed and locked, or scored by the unit and then by a reviewer.
create table workplan_scores (
    id text not null primary key,
    round_id text not null,
    county text not null,
    criterion text not null,
    computed text,
    own text,
    own_note text not null,
    own_by text,
    own_ms bigint,
    evidence_id text not null,
    evidence_digest text not null,
    reviewed text,
    reviewed_note text not null,
    reviewed_by text,
    reviewed_ms bigint,
    amended text,
    version bigint not null,
    mac bytea not null,
    check (reviewed_by <> own_by)
);
create unique index workplan_scores_once on workplan_scores (round_id, county, criterion);
-- On-site checks (现场核查): two people. Only grows.
create table workplan_onsite (
    id text not null primary key,
    round_id text not null,
    county text not null,
    on_day text not null,
    first_person text not null,
    second_person text not null,
    findings text not null,
    evidence_id text not null,
    by_staff text not null,
    at_ms bigint not null,
    check (first_person <> second_person)
);
create index workplan_onsite_unit on workplan_onsite (round_id, county);
-- Appeals (申诉) and their answers.
create table workplan_appeals (
    id text not null primary key,
    round_id text not null,
    county text not null,
    criterion text not null,
    words text not null,
    evidence_id text not null,
    by_staff text not null,
    at_ms bigint not null,
    answer text not null,
    amended text,
    answered_by text,
    answered_ms bigint,
    version bigint not null,
    check (answered_by <> by_staff)
);
create unique index workplan_appeals_once on workplan_appeals (round_id, county, criterion);
-- What must be put right (整改清单), and its closing (销号).
create table workplan_remedies (
    id text not null primary key,
    round_id text not null,
    county text not null,
    problem text not null,
    due_on text not null,
    by_staff text not null,
    at_ms bigint not null,
    done_words text not null,
    evidence_id text not null,
    done_by text,
    done_ms bigint,
    closed_note text not null,
    closed_by text,
    closed_ms bigint,
    version bigint not null,
    check (closed_by <> done_by)
);
create index workplan_remedies_unit on workplan_remedies (round_id, county);
-- 问责: who was called to account, by which form. Sealed; only grows.
create table workplan_accounts (
    id text not null primary key,
    round_id text not null,
    county text not null,
    form text not null,
    whom_sealed bytea not null,
    basis text not null,
    decision text not null,
    until_day text,
    by_staff text not null,
    at_ms bigint not null
);
create index workplan_accounts_round on workplan_accounts (round_id, at_ms);

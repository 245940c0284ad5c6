-- Plans that were issued (发布): the text's digest tells what was issued. Only grows.
create table workplan_issues (
    id text not null primary key,
    year bigint not null,
    county text not null,
    digest text not null,
    issued_on text not null,
    by_staff text not null,
    at_ms bigint not null
);
create unique index workplan_issues_year on workplan_issues (year);
-- Who signed for the plan (签收). Only grows.
create table workplan_receipts (
    id text not null primary key,
    year bigint not null,
    county text not null,
    office text not null,
    by_staff text not null,
    at_ms bigint not null
);
create unique index workplan_receipts_once on workplan_receipts (year, county);
-- How a target is shared out (目标分解): `county` is the city's code for the city's own split. The newest approved one
-- counts; the earlier ones are its history.
create table workplan_splits (
    id text not null primary key,
    year bigint not null,
    indicator text not null,
    county text not null,
    seq bigint not null,
    parts text not null,
    reason text not null,
    state text not null,
    by_staff text not null,
    at_ms bigint not null,
    decided_by text,
    decided_ms bigint,
    decided_note text not null,
    version bigint not null,
    check (decided_by <> by_staff)
);
create unique index workplan_splits_order on workplan_splits (year, indicator, county, seq);
-- Figures handed in (上报): township, county, city. `live_key` is held by the newest approved one of a place.
create table workplan_reports (
    id text not null primary key,
    year bigint not null,
    indicator text not null,
    county text not null,
    township text not null,
    as_of text not null,
    value text not null,
    note text not null,
    evidence_id text not null,
    evidence_digest text not null,
    state text not null,
    by_staff text not null,
    at_ms bigint not null,
    county_by text,
    county_ms bigint,
    county_note text not null,
    city_by text,
    city_ms bigint,
    city_note text not null,
    live_key text,
    version bigint not null,
    mac bytea not null,
    check (county_by <> by_staff),
    check (city_by <> by_staff and city_by <> county_by)
);
create unique index workplan_reports_live on workplan_reports (live_key);
create index workplan_reports_state on workplan_reports (year, state, county);
create index workplan_reports_indicator on workplan_reports (year, indicator, county, at_ms);
-- Evidence (凭证): what was uploaded, sealed. Only grows.
create table workplan_evidence (
    id text not null primary key,
    county text not null,
    township text not null,
    name text not null,
    digest text not null,
    bytes bigint not null,
    content_sealed bytea not null,
    by_staff text not null,
    at_ms bigint not null
);
-- What happened to a task (任务进展): started, milestone, done, supervised, answered. Only grows.
create table workplan_entries (
    id text not null primary key,
    year bigint not null,
    task text not null,
    county text not null,
    seq bigint not null,
    kind text not null,
    milestone text not null,
    on_day text not null,
    words text not null,
    due_on text,
    office text not null,
    by_staff text not null,
    at_ms bigint not null
);
create unique index workplan_entries_order on workplan_entries (year, task, county, seq);
-- Visits and meetings of periodic duties (走访、会议). Only grows.
create table workplan_visits (
    id text not null primary key,
    year bigint not null,
    duty text not null,
    county text not null,
    on_day text not null,
    people text not null,
    place text not null,
    words text not null,
    evidence_id text not null,
    by_staff text not null,
    at_ms bigint not null
);
create index workplan_visits_duty on workplan_visits (year, duty, on_day);
-- Computed figures of a day (每日快照): assessment reads the day's.
create table workplan_snapshots (
    day text not null,
    figure text not null,
    county text not null,
    township text not null,
    top bigint not null,
    bottom bigint not null,
    opened bigint not null,
    at_ms bigint not null,
    primary key (day, figure, county, township)
);

-- Signed responsibility letters (目标责任书), one a place and version of its targets. Only grows.
create table workplan_letters (
    id text not null primary key,
    year bigint not null,
    county text not null,
    township text not null,
    seq bigint not null,
    digest text not null,
    terms text not null,
    signed_on text not null,
    evidence_id text not null,
    evidence_digest text not null,
    office text not null,
    by_staff text not null,
    at_ms bigint not null,
    mac bytea not null
);
create unique index workplan_letters_order on workplan_letters (year, county, township, seq);
create index workplan_letters_evidence on workplan_letters (evidence_id);

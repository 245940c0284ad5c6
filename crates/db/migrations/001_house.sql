-- The append-only, hash-chained log of every write and every look at a person (审计日志).
create table db_audit (
    seq bigint not null primary key,
    at_ms bigint not null,
    actor text not null,
    post text not null,
    action text not null,
    object text not null,
    place text not null,
    outcome text not null,
    detail text not null,
    prev bytea not null,
    hash bytea not null
);
create index db_audit_object on db_audit (object, seq);
create index db_audit_actor on db_audit (actor, seq);
create index db_audit_action on db_audit (action, seq);
create table db_audit_head (
    id bigint not null primary key,
    seq bigint not null,
    hash bytea not null
);
-- One signed root a day (每日签名).
create table db_audit_roots (
    day text not null primary key,
    last_seq bigint not null,
    hash bytea not null,
    signature bytea not null,
    made_ms bigint not null
);
-- What a key has already caused (幂等): pressing twice gives the first answer again.
create table db_effects (
    key text not null primary key,
    result text not null,
    at_ms bigint not null
);
-- Work that leaves the house, written in the transaction that causes it (发件箱).
create table db_outbox (
    id text not null primary key,
    topic text not null,
    payload text not null,
    state text not null,
    attempts bigint not null,
    at_ms bigint not null,
    done_ms bigint
);
create index db_outbox_state on db_outbox (state, id);
-- Long work with owner, progress, lease and cancel (后台任务).
create table db_jobs (
    id text not null primary key,
    kind text not null,
    payload text not null,
    state text not null,
    owner text not null,
    progress_done bigint not null,
    progress_total bigint not null,
    note text not null,
    attempts bigint not null,
    fence bigint not null,
    worker text not null,
    lease_until_ms bigint not null,
    cancel_asked bigint not null,
    created_ms bigint not null,
    finished_ms bigint
);
create index db_jobs_state on db_jobs (state, created_ms);

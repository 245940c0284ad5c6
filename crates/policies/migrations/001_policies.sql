-- Changes of parameters (参数变更): proposed by one, signed by another; a signed one is never edited.
create table policies_changes (
    id text not null primary key,
    parameter text not null,
    division text not null,
    from_day text not null,
    value text not null,
    document text not null,
    why text not null,
    state text not null,
    proposed_by text not null,
    proposed_ms bigint not null,
    signed_by text not null,
    signed_ms bigint,
    ended_why text not null,
    job text not null,
    version bigint not null
);
create index policies_changes_state on policies_changes (state, signed_ms);

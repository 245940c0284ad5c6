-- Offices (机构): the bureau, counties, parks, townships, villages.
create table access_offices (
    id text not null primary key,
    name text not null,
    kind text not null,
    county text not null,
    township text not null,
    village text not null,
    opened_on text not null,
    closed_on text
);
create index access_offices_place on access_offices (county, township);
-- People who work here (工作人员). Their own id number is known by keyed hash only, for the kin check.
create table access_staff (
    id text not null primary key,
    login text not null,
    name text not null,
    password text not null,
    must_change bigint not null,
    totp_sealed bytea,
    totp_last_step bigint not null,
    id_blind bytea,
    state text not null,
    created_ms bigint not null,
    version bigint not null
);
create unique index access_staff_login on access_staff (login);
-- Dated posts (任职): a right begins and ends on a day.
create table access_posts (
    id text not null primary key,
    staff_id text not null,
    office_id text not null,
    role text not null,
    from_day text not null,
    to_day text,
    given_by text not null,
    created_ms bigint not null
);
create index access_posts_staff on access_posts (staff_id);
create index access_posts_office on access_posts (office_id);
create table access_sessions (
    token_hash bytea not null primary key,
    id text not null,
    staff_id text not null,
    post_id text not null,
    created_ms bigint not null,
    seen_ms bigint not null,
    second_factor_ms bigint not null,
    address text not null,
    browser text not null,
    ended_ms bigint
);
create index access_sessions_staff on access_sessions (staff_id, created_ms);
create table access_attempts (
    login text not null primary key,
    failures bigint not null,
    locked_until_ms bigint not null
);
-- Declared kin (近亲属备案).
create table access_kin (
    id text not null primary key,
    staff_id text not null,
    person_blind bytea not null,
    person_sealed bytea not null,
    relation text not null,
    declared_ms bigint not null,
    declared_by text not null,
    ended_ms bigint
);
create unique index access_kin_pair on access_kin (staff_id, person_blind);
-- A time-boxed view of a masked value or of a household elsewhere, with its reason (临时查看).
create table access_reveals (
    id text not null primary key,
    staff_id text not null,
    object text not null,
    reason text not null,
    until_ms bigint not null
);
create index access_reveals_staff on access_reveals (staff_id, object);
-- Tokens of departments and mobile clients.
create table access_tokens (
    token_hash bytea not null primary key,
    id text not null,
    staff_id text not null,
    post_id text not null,
    name text not null,
    scopes text not null,
    created_ms bigint not null,
    expires_ms bigint not null,
    ended_ms bigint
);

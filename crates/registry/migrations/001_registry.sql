-- People (人). The id number is sealed; it is found by keyed hash.
create table registry_persons (
    id text not null primary key,
    county text not null,
    township text not null,
    village text not null,
    team text not null,
    name text not null,
    initials text not null,
    sex text not null,
    birth text not null,
    id_sealed bytea,
    id_blind bytea,
    no_id_reason text not null,
    phone_sealed bytea,
    ethnic text not null,
    hukou text not null,
    died_on text,
    merged_into text,
    version bigint not null,
    created_ms bigint not null
);
create index registry_persons_blind on registry_persons (id_blind);
create index registry_persons_county_name on registry_persons (county, name);
create index registry_persons_township_name on registry_persons (township, name);
create index registry_persons_county_initials on registry_persons (county, initials);
create index registry_persons_township_initials on registry_persons (township, initials);
create index registry_persons_village on registry_persons (village, name);
-- Households (家庭).
create table registry_households (
    id text not null primary key,
    number text not null,
    county text not null,
    township text not null,
    village text not null,
    team text not null,
    address text not null,
    head_id text not null,
    hukou text not null,
    opened_on text not null,
    closed_on text,
    closed_why text not null,
    version bigint not null,
    created_ms bigint not null
);
create unique index registry_households_number on registry_households (number);
create index registry_households_county on registry_households (county, closed_on, id);
create index registry_households_township on registry_households (township, county, closed_on, id);
create index registry_households_village on registry_households (village, id);
create index registry_households_head on registry_households (head_id);
-- Who lives with whom, from when to when (家庭成员).
create table registry_members (
    id text not null primary key,
    county text not null,
    household_id text not null,
    person_id text not null,
    relation text not null,
    from_day text not null,
    to_day text
);
create index registry_members_household on registry_members (household_id);
create index registry_members_person on registry_members (person_id);
-- What is known of a person or household: when it is true, when it became known, from where (事实). Only grows.
create table registry_facts (
    id text not null primary key,
    county text not null,
    subject text not null,
    subject_id text not null,
    kind text not null,
    value_sealed bytea not null,
    source text not null,
    valid_from text not null,
    valid_to text,
    recorded_ms bigint not null,
    recorded_by text not null,
    replaces text
);
create index registry_facts_subject on registry_facts (subject_id, kind);
-- Where money is paid to (一卡通账户).
create table registry_accounts (
    id text not null primary key,
    county text not null,
    person_id text not null,
    kind text not null,
    bank text not null,
    number_sealed bytea not null,
    number_blind bytea not null,
    from_day text not null,
    to_day text,
    recorded_ms bigint not null,
    recorded_by text not null
);
create index registry_accounts_person on registry_accounts (person_id);
create index registry_accounts_blind on registry_accounts (number_blind);
-- Two records that were one person, and the way back (合并).
create table registry_merges (
    id text not null primary key,
    county text not null,
    from_person text not null,
    into_person text not null,
    moved text not null,
    reason text not null,
    at_ms bigint not null,
    by_staff text not null,
    undone_ms bigint
);
create index registry_merges_from on registry_merges (from_person);

-- 跨区调阅: looks at a person outside one's jurisdiction, each with its reason; the place is the person's own.
create table registry_lookups (
    id text primary key,
    staff_id text not null,
    office text not null,
    person_id text not null references registry_persons (id),
    county text not null,
    township text not null,
    village text not null,
    reason text not null,
    at_ms bigint not null,
    until_ms bigint not null
);
create index registry_lookups_county on registry_lookups (county, at_ms);
create index registry_lookups_staff on registry_lookups (staff_id, at_ms);

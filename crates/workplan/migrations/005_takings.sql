-- Who is taking the figures of the day now (取数): a lease that ends by itself, at most one. No history.
create table workplan_takings (
    name text not null primary key,
    holder text not null,
    since_ms bigint not null,
    until_ms bigint not null
);

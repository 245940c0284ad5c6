-- How many open households each township has, kept with every change: a list says its total without counting.
create table registry_totals (
    county text not null,
    township text not null,
    households bigint not null,
    primary key (county, township)
);
-- Open households in the order of lists: PostgreSQL takes no order from an index whose first columns it tests for null.
create index registry_households_open_township on registry_households (township, id) where closed_on is null;
create index registry_households_open_county on registry_households (county, id) where closed_on is null;
drop index registry_households_county;
drop index registry_households_township;

-- How many open households each township has, kept with every change: a list says its total without counting.
create table registry_totals (
    county text not null,
    township text not null,
    households bigint not null,
    primary key (county, township)
);

-- What a household may be entitled to and has not asked for (主动发现线索): one line a household and programme.
create table cases_clues (
    id text not null primary key,
    household_id text not null,
    programme text not null,
    county text not null,
    township text not null,
    village text not null,
    team text not null,
    name text not null,
    case_id text not null,
    amount_fen bigint,
    missing text not null,
    found_on text not null,
    state text not null,
    note text not null,
    acted_on text,
    by_staff text not null,
    version bigint not null
);
create unique index cases_clues_household on cases_clues (household_id, programme);
create index cases_clues_township on cases_clues (township, state, found_on);
create index cases_clues_county on cases_clues (county, state, found_on);

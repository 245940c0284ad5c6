-- Entries (记账凭证): one for each cause, with a code (MAC) over itself and its postings. Only grows.
create table ledger_entries (
    id text not null primary key,
    cause text not null,
    on_day text not null,
    note text not null,
    by_staff text not null,
    at_ms bigint not null,
    total_fen bigint not null,
    mac bytea not null,
    check (total_fen > 0)
);
create unique index ledger_entries_cause on ledger_entries (cause);
create index ledger_entries_day on ledger_entries (on_day, id);
-- Postings (分录): debit or credit of one account, for one programme, jurisdiction and month. Only grows.
create table ledger_postings (
    entry_id text not null,
    line bigint not null,
    account text not null,
    programme text not null,
    county text not null,
    month text not null,
    debit_fen bigint not null,
    credit_fen bigint not null,
    primary key (entry_id, line),
    check ((debit_fen > 0 and credit_fen = 0) or (debit_fen = 0 and credit_fen > 0))
);
create index ledger_postings_account on ledger_postings (programme, county, month, account);

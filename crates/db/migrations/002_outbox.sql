-- A letter that did not get through is tried again later, and given up after so many tries (死信).
alter table db_outbox add column next_ms bigint not null default 0;
alter table db_outbox add column note text not null default '';
create index db_outbox_due on db_outbox (topic, state, next_ms);

-- Messages that the holder of a post has not read; kept by crate messages in the transaction that delivers or reads one,
-- so that every page knows it with the question that finds out who asks.
alter table access_posts add column unread bigint not null default 0;

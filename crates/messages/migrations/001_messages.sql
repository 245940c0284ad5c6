-- A message (消息), once for each cause: the key is made from what happened.
create table messages_messages (
    id text not null primary key,
    key text not null,
    kind text not null,
    title text not null,
    words text not null,
    href text not null,
    urgent bigint not null,
    sender_staff text not null,
    sender_office text not null,
    sender text not null,
    created_ms bigint not null
);
create unique index messages_messages_key on messages_messages (key);
create index messages_messages_sender on messages_messages (sender_office, id);
-- To whom it was delivered, in which post, and when it was opened (已读回执). Office and role as they were then.
create table messages_deliveries (
    message_id text not null,
    post_id text not null,
    staff_id text not null,
    office text not null,
    role text not null,
    kind text not null,
    delivered_ms bigint not null,
    read_ms bigint,
    primary key (message_id, post_id)
);
create index messages_deliveries_post on messages_deliveries (post_id, message_id);
create index messages_deliveries_unread on messages_deliveries (post_id, read_ms, message_id);
-- Where somebody wants to be told outside of the system (外发): the number or address is sealed.
create table messages_addresses (
    id text not null primary key,
    staff_id text not null,
    channel text not null,
    address_sealed bytea not null,
    wants text not null,
    since_ms bigint not null,
    ended_ms bigint
);
create index messages_addresses_staff on messages_addresses (staff_id);

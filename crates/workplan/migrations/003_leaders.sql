-- Who of the leaders took part in a visit (局领导), by the id the plan gives them. Only grows.
create table workplan_visit_leaders (
    visit_id text not null,
    leader text not null,
    primary key (visit_id, leader)
);

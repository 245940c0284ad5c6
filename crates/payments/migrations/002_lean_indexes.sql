-- A month of a city is written in seconds only when its lines carry few indexes, and each of them begins with what the
-- questions are sure to name.
drop index payments_awards_month;
create index payments_awards_month on payments_awards (county, programme, id);
drop index payments_lines_state;
drop index payments_lines_township;
drop index payments_lines_month;
drop index payments_lines_returned;
create index payments_lines_returned on payments_lines (state, county, origin_month);

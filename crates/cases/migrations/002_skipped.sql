-- The steps of its procedure that a case leaves out, by what the policy says of it; ids with spaces between.
alter table cases_applications add column skipped text not null default '';

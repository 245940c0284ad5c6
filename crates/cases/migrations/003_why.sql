-- The policy's own word for why a case was decided so (原因): statistics need a word that no person typed.
alter table cases_decisions add column why text not null default '';

-- The living, for figures that count them: a whole city is counted without reading its people.
create index registry_persons_living on registry_persons (county, township, hukou)
    where died_on is null and merged_into is null;
create index registry_persons_incomplete on registry_persons (county, township, id)
    where died_on is null and merged_into is null and (id_sealed is null or phone_sealed is null);

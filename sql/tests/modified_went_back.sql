-- grain: table
-- purpose: no table is an older revision than the one in the published edition
with

snapshots as (
    select * from raw.snapshot
    where not starts_with(snapshot_id, 'bestand/')
),

-- Of a map the revision is a hash, which has no order.
sources as (
    select distinct source_id from raw.indicator
),

before as (
    select
        edition_id,
        table_id,
        max(modified) as modified
    from raw.snapshot_before
    where not starts_with(snapshot_id, 'bestand/')
    group by edition_id, table_id
),

newest as (
    select
        snapshots.table_id,
        max(snapshots.modified) as modified
    from snapshots
    inner join sources on snapshots.source_id = sources.source_id
    group by snapshots.table_id
)

select
    newest.table_id,
    before.modified as modified_voor,
    newest.modified,
    before.edition_id as editie_voor
from newest
inner join before on newest.table_id = before.table_id
where newest.modified < before.modified
order by newest.table_id

-- grain: table x peiljaar
-- purpose: how many indicators of a table have a figure, in the country and in the gemeenten chosen
with

-- Wijken, or gemeenten where a table has no wijken.
levels as (
    select
        observation.snapshot_id,
        if(bool_or(region.level = 'wijk'), 'wijk', 'gemeente') as finest
    from observation
    inner join region
        on
            observation.region_code = region.region_code
            and observation.boundary_year = region.boundary_year
    group by observation.snapshot_id
)

select
    source_snapshot.source_id,
    source_snapshot.table_id,
    observation.peiljaar,
    source_snapshot.modified,
    count(distinct observation.indicator_id) as indicators,
    count(distinct if(observation.waarde is not null, observation.indicator_id, null)) as filled,
    count(
        distinct if(
            observation.waarde is not null
            and region.gemeente_code in (select teamgebied.gemeente_code from teamgebied),
            observation.indicator_id,
            null
        )
    ) as filled_here
from observation
inner join source_snapshot on observation.snapshot_id = source_snapshot.snapshot_id
inner join levels on observation.snapshot_id = levels.snapshot_id
inner join region
    on
        observation.region_code = region.region_code
        and observation.boundary_year = region.boundary_year
where region.level = levels.finest
group by
    source_snapshot.source_id,
    source_snapshot.table_id,
    observation.peiljaar,
    source_snapshot.modified
order by source_snapshot.source_id, observation.peiljaar, source_snapshot.table_id

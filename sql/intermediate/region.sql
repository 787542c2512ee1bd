-- grain: region x boundary_year
-- purpose: regions with inhabitants and shape; marks those of the peiljaar as current
with

regions as (
    select * from staging.region
),

parameters as (
    select * from raw.parameter
),

facts as (
    select * from intermediate.region_fact
),

links as (
    select * from intermediate.region_link
),

transfers as (
    select * from raw.transfer
),

populations as (
    select
        region_code,
        boundary_year,
        cast(waarde as bigint) as inwoners
    from intermediate.measured
    where indicator_id = 'inwoners'
),

-- A region of now: the worst link to an earlier year with figures. Without one nothing is compared;
-- younger boundaries, of a table that gives old years again, say nothing about the years before.
now_linked as (
    select
        links.region_code,
        parameters.peiljaar as boundary_year,
        max(
            list_position(
                ['ongewijzigd', 'hercodeerd', 'geharmoniseerd', 'niet_nagegaan', 'breuk'],
                links.boundary_change
            )
        ) as worst
    from links
    cross join parameters
    where links.boundary_year < parameters.peiljaar
    group by links.region_code, parameters.peiljaar
),

-- A region of another year: its link to now, one to one or by a transfer.
then_linked as (
    select
        links.earlier_code as region_code,
        links.boundary_year,
        links.boundary_change
    from links
    cross join parameters
    where links.boundary_year <> parameters.peiljaar and links.earlier_code is not null
    union all
    select
        transfers.earlier_code as region_code,
        transfers.boundary_year,
        links.boundary_change
    from transfers
    inner join links
        on
            transfers.region_code = links.region_code
            and transfers.boundary_year = links.boundary_year
    where links.boundary_change = 'geharmoniseerd'
),

linked as (
    select
        region_code,
        boundary_year,
        worst
    from now_linked
    union all
    select
        region_code,
        boundary_year,
        min(
            list_position(
                ['ongewijzigd', 'hercodeerd', 'geharmoniseerd', 'niet_nagegaan', 'breuk'],
                boundary_change
            )
        ) as worst
    from then_linked
    group by region_code, boundary_year
),

-- Years from which every table up to now tells what changed: what has no link there is gone.
flagged as (
    select distinct boundary_year
    from facts
    where flag is not null
),

told as (
    select
        years.boundary_year,
        count(flagged.boundary_year) = parameters.peiljaar - years.boundary_year
        and years.boundary_year < parameters.peiljaar as is_told
    from (select distinct boundary_year from regions) as years
    cross join parameters
    left join flagged
        on
            years.boundary_year < flagged.boundary_year
            and parameters.peiljaar >= flagged.boundary_year
    group by years.boundary_year, parameters.peiljaar
),

shapes as (
    select * from staging.shape
)

select
    regions.region_code,
    regions.boundary_year,
    regions.boundary_year = parameters.peiljaar as is_current,
    -- level and geometry are names of published columns
    regions.region_level as level,  -- noqa: RF04
    regions.region_naam,
    regions.gemeente_code,
    regions.wijk_code,
    populations.inwoners,
    ['ongewijzigd', 'hercodeerd', 'geharmoniseerd', 'niet_nagegaan', 'breuk'][
        coalesce(linked.worst, if(told.is_told, 5, 4))
    ] as boundary_change,
    shapes.geometry,  -- noqa: RF04
    shapes.geometry_year
from regions
cross join parameters
inner join told on regions.boundary_year = told.boundary_year
left join linked
    on
        regions.region_code = linked.region_code
        and regions.boundary_year = linked.boundary_year
left join populations
    on
        regions.region_code = populations.region_code
        and regions.boundary_year = populations.boundary_year
left join shapes
    on
        regions.region_code = shapes.region_code
        and regions.boundary_year = parameters.peiljaar
order by regions.region_code, regions.boundary_year

-- grain: region x indicator x peiljaar
-- purpose: figures of all years for the areas of now: passed on, harmonised, or broken off
with

figures as (
    select * from intermediate.figure
),

links as (
    select * from intermediate.region_link
),

harmonised as (
    select * from intermediate.harmonised
),

parameters as (
    select * from raw.parameter
),

-- Where only the code changed the figure is one of the boundaries of now.
passed_on as (
    select
        links.region_code,
        figures.indicator_id,
        figures.peiljaar,
        if(
            links.region_code = figures.region_code, figures.boundary_year, parameters.peiljaar
        ) as boundary_year,
        figures.waarde,
        figures.waarde_low,
        figures.waarde_high,
        figures.waarde_status,
        figures.n,
        links.boundary_change,
        figures.snapshot_id
    from figures
    cross join parameters
    inner join links
        on
            figures.region_code = links.earlier_code
            and figures.boundary_year = links.boundary_year
),

-- A table of gemeenten has nothing to break off at a wijk, nor one of wijken at a buurt.
published as (
    select
        left(region_code, 2) as kind,
        indicator_id,
        peiljaar,
        boundary_year,
        min(snapshot_id) as snapshot_id
    from figures
    where waarde is not null
    group by kind, indicator_id, peiljaar, boundary_year
),

broken_off as (
    select
        links.region_code,
        published.indicator_id,
        published.peiljaar,
        parameters.peiljaar as boundary_year,
        links.boundary_change,
        published.snapshot_id
    from links
    cross join parameters
    inner join published
        on
            links.boundary_year = published.boundary_year
            and left(links.region_code, 2) = published.kind
    where links.boundary_change = 'breuk'
),

together as (
    select * from passed_on
    union all by name
    select
        *,
        'geharmoniseerd' as boundary_change
    from harmonised
    union all by name
    select
        *,
        'not_published' as waarde_status
    from broken_off
)

select
    region_code,
    indicator_id,
    peiljaar,
    boundary_year,
    waarde,
    waarde_low,
    waarde_high,
    waarde_status,
    n,
    boundary_change,
    snapshot_id
from together
order by region_code, indicator_id, peiljaar

-- grain: region
-- purpose: every wijk of a chosen gemeente that the table names, or has a buurt in, has its row
-- severity: blocks
-- Also found: wijken that add up to more than 1% (and 5 for each) beside their gemeente. A gemeente
-- from a file is left out: rows that it broke are told where it is read.
with

figures as (
    select
        region_code,
        waarde,
        snapshot_id
    from intermediate.measured
    where
        indicator_id = 'inwoners'
        and peiljaar in (select raw.parameter.peiljaar from raw.parameter)
),

regions as (
    select
        region_level,
        gemeente_code,
        wijk_code
    from staging.region
    where boundary_year in (select raw.parameter.peiljaar from raw.parameter)
),

gemeenten as (
    select
        figures.region_code as gemeente_code,
        figures.waarde as inwoners
    from figures
    inner join raw.chosen as chosen on figures.region_code = chosen.gemeente_code
    where not starts_with(figures.snapshot_id, 'bestand/')
),

named as (
    select distinct
        regions.gemeente_code,
        regions.wijk_code as region_code
    from regions
    inner join gemeenten on regions.gemeente_code = gemeenten.gemeente_code
    where regions.region_level in ('wijk', 'buurt')
),

added as (
    select
        'GM' || substr(region_code, 3, 4) as gemeente_code,
        count(*) as n_wijken,
        sum(waarde) as inwoners_wijken
    from figures
    where region_code like 'WK%' and waarde is not null
    group by 'GM' || substr(region_code, 3, 4)
),

found as (
    select
        named.region_code,
        'no row' as what
    from named
    left join figures on named.region_code = figures.region_code
    where figures.region_code is null
    union all
    select
        gemeenten.gemeente_code as region_code,
        'wijken add up to ' || cast(coalesce(added.inwoners_wijken, 0) as bigint) || ' of '
        || cast(gemeenten.inwoners as bigint) as what
    from gemeenten
    left join added on gemeenten.gemeente_code = added.gemeente_code
    where
        abs(coalesce(added.inwoners_wijken, 0) - gemeenten.inwoners)
        > greatest(0.01 * gemeenten.inwoners, 5 * coalesce(added.n_wijken, 0))
)

select
    region_code,
    what
from found
order by region_code, what

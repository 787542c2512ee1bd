-- grain: region x indicator x peiljaar
-- purpose: older figures brought to the boundaries of now by the overlap of old and new areas
with

links as (
    select * from intermediate.region_link
    where boundary_change = 'geharmoniseerd'
),

transfers as (
    select * from raw.transfer
),

figures as (
    select * from intermediate.figure
),

indicators as (
    select * from raw.indicator
),

parameters as (
    select * from raw.parameter
),

populations as (
    select
        region_code,
        peiljaar,
        waarde as inwoners
    from figures
    where indicator_id = 'inwoners'
),

parts as (
    select
        links.region_code,
        figures.indicator_id,
        figures.peiljaar,
        figures.waarde,
        figures.waarde_low,
        figures.waarde_high,
        figures.snapshot_id,
        indicators.unit = 'aantal' as is_count,
        figures.n * transfers.share_of_earlier as n,
        -- A class or an area has no mean; where nobody lives no figure is missing.
        case
            when indicators.unit in ('klasse', 'ha') then 0
            when figures.waarde is not null or figures.waarde_status = 'not_applicable'
                then transfers.share_of_region
            else 0
        end as covered,
        case
            when figures.waarde is null then 0
            when indicators.unit = 'per km²' then transfers.overlap_ha
            else
                transfers.share_of_earlier * coalesce(figures.n, populations.inwoners, 0)
        end as weight,
        transfers.share_of_earlier
    from links
    inner join transfers
        on
            links.region_code = transfers.region_code
            and links.boundary_year = transfers.boundary_year
    inner join figures
        on
            transfers.earlier_code = figures.region_code
            and transfers.boundary_year = figures.boundary_year
    inner join indicators on figures.indicator_id = indicators.indicator_id
    left join populations
        on
            figures.region_code = populations.region_code
            and figures.peiljaar = populations.peiljaar
),

added as (
    select
        region_code,
        indicator_id,
        peiljaar,
        min(snapshot_id) as snapshot_id,
        sum(covered) as covered,
        sum(n) as n,
        min(waarde_low) as lowest,
        max(waarde_high) as highest,
        if(bool_or(is_count), 1, nullif(sum(weight), 0)) as divisor,
        sum(if(is_count, share_of_earlier, weight) * waarde) as waarde,
        sum(if(is_count, share_of_earlier, weight) * waarde_low) as waarde_low,
        sum(if(is_count, share_of_earlier, weight) * waarde_high) as waarde_high,
        bool_or(is_count) as is_count
    from parts
    group by region_code, indicator_id, peiljaar
),

-- A mean lies between its sources; sums of doubles may end a hair outside them.
divided as (
    select
        added.region_code,
        added.indicator_id,
        added.peiljaar,
        added.snapshot_id,
        added.n,
        coalesce(
            added.covered >= parameters.min_covered and added.waarde / added.divisor is not null,
            false
        ) as is_covered,
        case
            when added.is_count then added.waarde
            else least(added.highest, greatest(added.lowest, added.waarde / added.divisor))
        end as waarde,
        added.waarde_low / added.divisor as waarde_low,
        added.waarde_high / added.divisor as waarde_high
    from added
    cross join parameters
)

select
    divided.region_code,
    divided.indicator_id,
    divided.peiljaar,
    parameters.peiljaar as boundary_year,
    if(divided.is_covered, divided.waarde, null) as waarde,
    if(divided.is_covered, least(divided.waarde, divided.waarde_low), null) as waarde_low,
    if(divided.is_covered, greatest(divided.waarde, divided.waarde_high), null) as waarde_high,
    if(divided.is_covered, 'harmonised', 'not_published') as waarde_status,
    divided.n,
    divided.snapshot_id
from divided
cross join parameters
order by divided.region_code, divided.indicator_id, divided.peiljaar

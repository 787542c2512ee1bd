-- grain: region x indicator
-- purpose: the newest figure of a wijk, gemeente or the land beside that of the last year before it
-- What plausibility checks look at. Across a change of definition there is no step.
with

figures as (
    select * from intermediate.linked
    where waarde is not null and region_code not like 'BU%' and boundary_change <> 'breuk'
),

indicators as (
    select * from raw.indicator
),

derived as (
    select * from raw.derived
),

breaks as (
    select * from raw.break
),

-- What is derived from other figures shows their faults once more.
published as (
    select indicators.*
    from indicators
    anti join derived on indicators.indicator_id = derived.indicator_id
),

years as (
    select distinct
        figures.indicator_id,
        figures.peiljaar
    from figures
    inner join published on figures.indicator_id = published.indicator_id
),

defined as (
    select
        indicator_id,
        peiljaar,
        (
            select count(*) from breaks
            where
                breaks.indicator_id = years.indicator_id
                and breaks.vanaf <= years.peiljaar
        ) as definition
    from years
),

steps as (
    select
        indicator_id,
        definition,
        peiljaar,
        lag(peiljaar) over (partition by indicator_id order by peiljaar) as jaar_voor,
        lag(definition) over (partition by indicator_id order by peiljaar) as definition_voor,
        row_number() over (partition by indicator_id order by peiljaar desc) as nth
    from defined
)

select
    later.region_code,
    steps.indicator_id,
    published.source_id,
    published.unit,
    published.kind,
    steps.jaar_voor,
    steps.peiljaar,
    earlier.waarde as waarde_voor,
    later.waarde,
    earlier.waarde_low as voor_low,
    earlier.waarde_high as voor_high,
    later.waarde_low,
    later.waarde_high,
    later.boundary_change = 'niet_nagegaan'
    or earlier.boundary_change <> 'ongewijzigd' as is_other_area
from steps
inner join published on steps.indicator_id = published.indicator_id
inner join figures as later
    on
        steps.indicator_id = later.indicator_id
        and steps.peiljaar = later.peiljaar
inner join figures as earlier
    on
        steps.indicator_id = earlier.indicator_id
        and steps.jaar_voor = earlier.peiljaar
        and later.region_code = earlier.region_code
where steps.nth = 1 and steps.definition = steps.definition_voor
order by later.region_code, steps.indicator_id

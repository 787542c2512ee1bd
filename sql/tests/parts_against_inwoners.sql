-- grain: region x peiljaar x division
-- purpose: sexes and ages add up to the inhabitants, but for rounding (4 per rounded number)
with

figures as (
    select * from intermediate.measured
    where waarde is not null
),

divisions as (
    select
        region_code,
        peiljaar,
        waarde,
        if(indicator_id in ('mannen', 'vrouwen'), 'geslacht', 'leeftijd') as division
    from figures
    where
        indicator_id in (
            'mannen',
            'vrouwen',
            'inwoners_0_15',
            'inwoners_15_25',
            'inwoners_25_45',
            'inwoners_45_65',
            'inwoners_65plus'
        )
),

added as (
    select
        region_code,
        peiljaar,
        division,
        count(*) as n_parts,
        sum(waarde) as inwoners_parts
    from divisions
    group by region_code, peiljaar, division
)

select
    added.region_code,
    added.peiljaar,
    added.division,
    added.inwoners_parts,
    figures.waarde as inwoners
from added
inner join figures
    on
        added.region_code = figures.region_code
        and added.peiljaar = figures.peiljaar
        and figures.indicator_id = 'inwoners'
where
    added.n_parts = if(added.division = 'geslacht', 2, 5)
    and abs(added.inwoners_parts - figures.waarde) > if(
        regexp_matches(added.region_code, '^(WK|BU)'), 4 * (added.n_parts + 1), 0
    )
order by added.region_code, added.peiljaar, added.division

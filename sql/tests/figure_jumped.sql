-- grain: region x indicator
-- purpose: a figure of a wijk or gemeente jumps further than rounding and growth explain
-- Counts move with the inhabitants; where those jumped, `inwoners_jumped` has said so. Only areas
-- that are certainly the same. The bounds, and what was seen, stand in catalog/plausible.yaml.
with

steps as (
    select
        region_code,
        indicator_id,
        unit,
        jaar_voor,
        waarde_voor,
        peiljaar,
        waarde,
        peiljaar - jaar_voor as years,
        greatest(0, waarde_low - voor_high, voor_low - waarde_high) as gap,
        case
            when waarde_low > voor_high then ln(waarde_low / greatest(voor_high, 1))
            when voor_low > waarde_high then -ln(voor_low / greatest(waarde_high, 1))
            else 0
        end as growth
    from intermediate.year_step
    where region_code <> 'NL00' and not is_other_area
),

people as (
    select
        region_code,
        jaar_voor,
        peiljaar,
        least(waarde, waarde_voor) as inwoners,
        ln(waarde / waarde_voor) as people_growth
    from intermediate.year_step
    where indicator_id = 'inwoners' and waarde > 0 and waarde_voor > 0
),

bounds as (
    select * from raw.bound
),

judged as (
    select
        steps.*,
        if(
            steps.peiljaar = people.peiljaar and steps.jaar_voor = people.jaar_voor,
            people.people_growth,
            0
        ) as people_growth,
        people.inwoners,
        case
            when steps.unit = '%'
                then bounds.jump_points + bounds.jump_points_year * steps.years
            when steps.indicator_id = 'inwoners'
                then ln(1 + bounds.jump_people + bounds.jump_people_year * steps.years)
            else ln(1 + bounds.jump_share + bounds.jump_share_year * steps.years)
        end as grens,
        bounds.jump_people_least,
        bounds.jump_count_least
    from steps
    cross join bounds
    left join people on steps.region_code = people.region_code
)

select
    region_code,
    indicator_id,
    jaar_voor,
    waarde_voor,
    peiljaar,
    waarde,
    unit,
    if(unit = '%', grens, exp(grens) - 1) as grens,
    'catalog/plausible.yaml' as grens_uit
from judged
where
    inwoners >= jump_people_least
    and case
        when unit = '%' then gap > grens
        when indicator_id = 'inwoners'
            then region_code like 'GM%' and abs(growth) > grens
        when unit = 'aantal'
            then
                gap > jump_count_least
                and abs(growth) > grens
                and abs(growth - people_growth) > grens
                and abs(people_growth) < grens / 2
        when unit in ('x 1.000 euro', 'per 1.000') then abs(growth) > grens
        else false
    end
order by region_code, indicator_id

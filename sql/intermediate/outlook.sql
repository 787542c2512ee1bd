-- grain: region x target_group x jaar
-- purpose: people in five and ten years: the prognosis of the gemeente, each wijk its share of now
with

prognosis as (
    select * from staging.cbs_prognose
    where aantal is not null
),

figures as (
    select * from intermediate.indicator_value
    where waarde is not null
),

regions as (
    select * from intermediate.region
    where is_current
),

chosen as (
    select * from raw.chosen
),

parameters as (
    select * from raw.parameter
),

horizons as (
    select unnest([5, 10]) as years_ahead
),

wanted as (
    select
        regions.region_code,
        regions.level,
        coalesce(regions.gemeente_code, regions.region_code) as whole_code
    from regions
    left join chosen on regions.gemeente_code = chosen.gemeente_code
    where
        regions.level = 'land'
        or (chosen.gemeente_code is not null and regions.level in ('gemeente', 'wijk'))
),

target_groups as (
    select distinct target_group from prognosis
),

present as (
    select
        wanted.region_code,
        wanted.level,
        wanted.whole_code,
        figures.indicator_id as target_group,
        figures.waarde as aantal_nu,
        figures.peiljaar as jaar_nu
    from wanted
    inner join figures on wanted.region_code = figures.region_code
    inner join target_groups on figures.indicator_id = target_groups.target_group
),

of_wijken as (
    select
        wanted.whole_code,
        target_groups.target_group,
        sum(figures.waarde) as aantal,
        count(*) filter (figures.waarde is null) as n_unknown
    from wanted
    cross join target_groups
    left join figures
        on
            wanted.region_code = figures.region_code
            and target_groups.target_group = figures.indicator_id
    where wanted.level = 'wijk'
    group by wanted.whole_code, target_groups.target_group
),

-- Counts of wijken are rounded and do not add up to the gemeente: shares are of their own sum, so
-- that the wijken of later add up to the prognosis. With a wijk whose count is unknown that sum is
-- too small, and the others would get its people: then shares are of the count of the gemeente.
wholes as (
    select
        of_wijken.whole_code,
        of_wijken.target_group,
        case
            when of_wijken.n_unknown = 0 then of_wijken.aantal
            when present.aantal_nu is not null then greatest(of_wijken.aantal, present.aantal_nu)
        end as aantal
    from of_wijken
    left join present
        on
            of_wijken.whole_code = present.region_code
            and of_wijken.target_group = present.target_group
),

shared as (
    select
        present.*,
        if(
            present.level = 'wijk', present.aantal_nu / nullif(wholes.aantal, 0), 1
        ) as part_of_whole
    from present
    left join wholes
        on
            present.whole_code = wholes.whole_code
            and present.target_group = wholes.target_group
),

-- A prognosis on other boundaries, or one that time has overtaken, does not fit the count of now.
nearest as (
    select
        prognosis.region_code,
        prognosis.target_group,
        min_by(
            prognosis.aantal, abs(prognosis.jaar - parameters.peiljaar)
        ) as first_one
    from prognosis
    cross join parameters
    group by prognosis.region_code, prognosis.target_group
),

fitted as (
    select
        present.region_code,
        present.target_group,
        abs(nearest.first_one / nullif(present.aantal_nu, 0) - 1)
        <= parameters.max_prognosis_off as fits
    from present
    cross join parameters
    inner join nearest
        on
            present.region_code = nearest.region_code
            and present.target_group = nearest.target_group
    where present.level <> 'wijk'
),

expected as (
    select
        shared.region_code,
        shared.target_group,
        shared.aantal_nu,
        shared.jaar_nu,
        prognosis.jaar,
        shared.part_of_whole * prognosis.aantal as aantal,
        shared.part_of_whole * prognosis.aantal_low as aantal_low,
        shared.part_of_whole * prognosis.aantal_high as aantal_high,
        shared.level,
        coalesce(fitted.fits, false) as fits,
        prognosis.snapshot_id
    from shared
    cross join parameters
    cross join horizons
    inner join prognosis
        on
            shared.whole_code = prognosis.region_code
            and shared.target_group = prognosis.target_group
            and parameters.peiljaar + horizons.years_ahead = prognosis.jaar
    left join fitted
        on
            shared.whole_code = fitted.region_code
            and shared.target_group = fitted.target_group
)

select
    region_code,
    target_group,
    jaar,
    jaar_nu,
    aantal_nu,
    if(fits, aantal, null) as aantal,
    if(fits, aantal_low, null) as aantal_low,
    if(fits, aantal_high, null) as aantal_high,
    if(level = 'wijk', 'vast_aandeel', 'prognose') as basis,
    case
        when not fits then 'not_applicable'
        when level = 'wijk' then 'geschat'
        else 'ok'
    end as waarde_status,
    snapshot_id
from expected
order by region_code, target_group, jaar

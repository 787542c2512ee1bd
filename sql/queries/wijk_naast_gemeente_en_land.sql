-- grain: indicator
-- purpose: the newest figures of one wijk beside those of its gemeente and of the Netherlands
with

chosen as (
    select min(teamgebied_region.region_code) as region_code
    from teamgebied_region
),

newest as (
    select
        observation_now.region_code,
        observation_now.indicator_id,
        observation_now.peiljaar,
        observation_now.waarde
    from observation_now
    where observation_now.waarde is not null
    qualify
        row_number() over (
            partition by observation_now.region_code, observation_now.indicator_id
            order by observation_now.peiljaar desc
        ) = 1
)

select
    indicator.naam as cijfer,
    indicator.unit,
    wijk.peiljaar,
    wijk.waarde as wijk,
    gemeente.waarde as gemeente,
    land.waarde as nederland
from chosen
inner join newest as wijk on chosen.region_code = wijk.region_code
inner join indicator on wijk.indicator_id = indicator.indicator_id
left join newest as gemeente
    on
        'GM' || substr(wijk.region_code, 3, 4) = gemeente.region_code
        and wijk.indicator_id = gemeente.indicator_id
        and wijk.peiljaar = gemeente.peiljaar
left join newest as land
    on
        land.region_code = 'NL00'
        and wijk.indicator_id = land.indicator_id
        and wijk.peiljaar = land.peiljaar
order by indicator.naam

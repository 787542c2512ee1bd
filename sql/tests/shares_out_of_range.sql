-- grain: region x indicator x peiljaar
-- purpose: shares below 0 or above 100 per cent
with

figures as (
    select * from intermediate.observation
),

indicators as (
    select * from raw.indicator
)

select
    figures.region_code,
    figures.indicator_id,
    figures.peiljaar,
    figures.waarde
from figures
inner join indicators on figures.indicator_id = indicators.indicator_id
where indicators.unit = '%' and (figures.waarde < 0 or figures.waarde > 100)
order by figures.region_code, figures.indicator_id, figures.peiljaar

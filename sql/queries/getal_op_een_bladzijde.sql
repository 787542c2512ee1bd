-- grain: number
-- purpose: numbers as the pages of one wijk show them, each with the query that gives it
-- `wijkfoto explain <number_id>` tells the rest of the way back.
with

chosen as (
    select min(teamgebied_region.region_code) as region_code
    from teamgebied_region
)

select
    number.number_id,
    number.text,
    number.query,
    number.snapshot_ids
from number
inner join chosen on number.region_code = chosen.region_code
order by number.number_id

-- grain: indicator x waarde_status
-- purpose: how many wijken of the chosen gemeenten have no figure, and why
select
    observation.indicator_id,
    observation.peiljaar,
    observation.waarde_status,
    count(*) as wijken
from observation
inner join region_now on observation.region_code = region_now.region_code
where
    region_now.level = 'wijk'
    and region_now.gemeente_code in (select teamgebied.gemeente_code from teamgebied)
    and observation.waarde is null
group by observation.indicator_id, observation.peiljaar, observation.waarde_status
order by observation.indicator_id, observation.peiljaar, observation.waarde_status

-- grain: indicator x waarde_status
-- purpose: how many wijken of the chosen gemeenten have no figure, and why
select
    observation_now.indicator_id,
    observation_now.peiljaar,
    observation_now.waarde_status,
    count(*) as wijken
from observation_now
inner join region_now on observation_now.region_code = region_now.region_code
where
    region_now.level = 'wijk'
    and region_now.gemeente_code in (select teamgebied.gemeente_code from teamgebied)
    and observation_now.waarde is null
group by observation_now.indicator_id, observation_now.peiljaar, observation_now.waarde_status
order by observation_now.indicator_id, observation_now.peiljaar, observation_now.waarde_status

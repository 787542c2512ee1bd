-- grain: gemeente x indicator
-- purpose: what no wijk of a chosen gemeente has a figure of, in any year, and why
select
    region_now.gemeente_code,
    indicator.indicator_id,
    indicator.naam,
    coalesce(mode(observation.waarde_status), 'not_published') as waarde_status
from region_now
cross join indicator
left join observation
    on
        region_now.region_code = observation.region_code
        and indicator.indicator_id = observation.indicator_id
where
    region_now.level = 'wijk'
    and region_now.gemeente_code in (select teamgebied.gemeente_code from teamgebied)
group by region_now.gemeente_code, indicator.indicator_id, indicator.naam
having count(observation.waarde) = 0
order by region_now.gemeente_code, indicator.indicator_id

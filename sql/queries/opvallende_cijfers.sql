-- grain: wijk x indicator
-- purpose: counted figures that clearly differ from the land, the surest first
select
    region_now.region_naam as wijk,
    indicator.naam as cijfer,
    indicator_signal.peiljaar,
    round(indicator_signal.waarde, 1) as waarde,
    round(indicator_signal.interval_low, 1) as van,
    round(indicator_signal.interval_high, 1) as tot,
    round(indicator_signal.referentie, 1) as nederland,
    indicator_signal.verschil,
    indicator_signal.signal in ('hoger', 'lager') as is_uitzonderlijk
from indicator_signal
inner join indicator on indicator_signal.indicator_id = indicator.indicator_id
inner join region_now on indicator_signal.region_code = region_now.region_code
where indicator_signal.verschil in ('hoger', 'lager')
order by indicator_signal.q_verschil, wijk, cijfer

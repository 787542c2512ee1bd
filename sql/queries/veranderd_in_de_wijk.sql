-- grain: wijk x indicator
-- purpose: figures that changed more than is usual, with the range of the change
select
    region_now.region_naam as wijk,
    indicator.naam as cijfer,
    trend.van_jaar,
    trend.tot_jaar,
    round(trend.waarde_van, 1) as was,
    round(trend.waarde_tot, 1) as nu,
    round(trend.verschil_low, 1) as verschil_van,
    round(trend.verschil_high, 1) as verschil_tot,
    trend.klasse,
    trend.zekerheid
from trend
inner join region_now on trend.region_code = region_now.region_code
inner join indicator on trend.indicator_id = indicator.indicator_id
where trend.klasse in ('gestegen', 'gedaald')
order by region_now.region_code, indicator.naam

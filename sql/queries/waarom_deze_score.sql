-- grain: indicator
-- purpose: which figures carry a score: value, position against the land, points, year and source
with

chosen as (
    select min(region_now.region_code) as region_code
    from region_now
    inner join domain_score on region_now.region_code = domain_score.region_code
    where
        region_now.level = 'wijk'
        and domain_score.klasse = 'hoog'
        and domain_score.domain_id = 'werk_inkomen_schulden'
)

select
    indicator.naam,
    observation_now.waarde,
    indicator.unit,
    round(evidence.z, 2) as z,
    round(evidence.contribution, 1) as punten,
    evidence.peiljaar,
    source_snapshot.table_id
from chosen
inner join evidence on chosen.region_code = evidence.area_code
inner join indicator on evidence.indicator_id = indicator.indicator_id
inner join observation_now
    on
        evidence.area_code = observation_now.region_code
        and evidence.indicator_id = observation_now.indicator_id
        and evidence.peiljaar = observation_now.peiljaar
inner join source_snapshot on observation_now.snapshot_id = source_snapshot.snapshot_id
where
    evidence.advice_kind = 'domain_score'
    and evidence.item_id = 'werk_inkomen_schulden'
order by abs(evidence.contribution) desc, indicator.naam

-- grain: indicator
-- purpose: which figures carry a score: value, position against the land, points, year and source
select
    indicator.naam,
    observation.waarde,
    indicator.unit,
    round(evidence.z, 2) as z,
    round(evidence.contribution, 1) as punten,
    evidence.peiljaar,
    source_snapshot.table_id
from evidence
inner join indicator on evidence.indicator_id = indicator.indicator_id
inner join observation
    on
        evidence.area_code = observation.region_code
        and evidence.indicator_id = observation.indicator_id
        and evidence.peiljaar = observation.peiljaar
inner join source_snapshot on observation.snapshot_id = source_snapshot.snapshot_id
where
    evidence.advice_kind = 'domain_score'
    and evidence.item_id = 'werk_inkomen_schulden'
    and evidence.area_code = (select min(area_code) from evidence where advice_kind = 'domain_score')
order by abs(evidence.contribution) desc, indicator.naam

-- grain: wijk x domain
-- purpose: where a wijk differs from its own gemeente, with the range of the difference
select
    region_now.region_naam as wijk,
    domain_score.domain_id,
    domain_score.klasse_gemeente,
    round(domain_score.verschil_gemeente, 1) as verschil,
    round(domain_score.verschil_low, 1) as van,
    round(domain_score.verschil_high, 1) as tot,
    domain_score.zekerheid_gemeente
from domain_score
inner join region_now on domain_score.region_code = region_now.region_code
where
    region_now.level = 'wijk'
    and region_now.gemeente_code in (select teamgebied.gemeente_code from teamgebied)
    and (domain_score.verschil_low > 0 or domain_score.verschil_high < 0)
order by
    abs(domain_score.verschil_gemeente) desc,
    wijk asc,
    domain_score.domain_id asc

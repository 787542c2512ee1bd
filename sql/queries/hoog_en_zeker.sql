-- grain: wijk x domain
-- purpose: where need is high for certain, against the land and inside the gemeente
select
    region_now.region_naam as wijk,
    domain_score.domain_id,
    round(domain_score.score) as score,
    round(domain_score.score_low) as van,
    round(domain_score.score_high) as tot,
    domain_score.zekerheid,
    domain_score.klasse_gemeente
from domain_score
inner join region_now on domain_score.region_code = region_now.region_code
where
    region_now.level = 'wijk'
    and domain_score.klasse = 'hoog'
    and domain_score.zekerheid in ('stevig', 'redelijk')
    and region_now.gemeente_code in (select teamgebied.gemeente_code from teamgebied)
order by wijk, domain_score.domain_id

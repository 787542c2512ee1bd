-- grain: certainty x reason
-- purpose: how sure the scores of our wijken are, and what keeps them from being surer
select
    domain_score.zekerheid,
    domain_score.zekerheid_reden,
    count(*) as scores,
    count(distinct domain_score.region_code) as wijken
from domain_score
inner join region_now on domain_score.region_code = region_now.region_code
where
    region_now.level = 'wijk'
    and region_now.gemeente_code in (select teamgebied.gemeente_code from teamgebied)
group by domain_score.zekerheid, domain_score.zekerheid_reden
order by domain_score.zekerheid, domain_score.zekerheid_reden

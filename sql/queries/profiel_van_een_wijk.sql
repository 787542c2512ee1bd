-- grain: domain
-- purpose: the whole profile of one wijk: score with its range, class, certainty and its reason
-- Change the code in `chosen` for another wijk.
with

chosen as (
    select min(teamgebied_region.region_code) as region_code
    from teamgebied_region
)

select
    domain_score.domain_id,
    round(domain_score.score) as score,
    round(domain_score.score_low) as van,
    round(domain_score.score_high) as tot,
    domain_score.klasse,
    domain_score.zekerheid,
    domain_score.zekerheid_reden,
    domain_score.rank_in_gemeente
from domain_score
inner join chosen on domain_score.region_code = chosen.region_code
order by domain_score.score desc, domain_score.domain_id asc

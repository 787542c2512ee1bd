-- grain: area x product group
-- purpose: how much chance alone can move the number of clients in a year, as a share
select
    chance_risk.area_code,
    chance_risk.product_group_id,
    round(chance_risk.clienten) as clienten,
    round(chance_risk.kansrisico, 3) as kansrisico,
    round(chance_risk.kansrisico_low, 3) as van,
    round(chance_risk.kansrisico_high, 3) as tot,
    chance_risk.advies
from chance_risk
order by
    chance_risk.kansrisico desc nulls last,
    chance_risk.area_code asc,
    chance_risk.product_group_id asc

-- grain: teamgebied x discipline
-- purpose: hours per discipline in core and shell, with the range, estimated from need
select
    teamgebied.naam as teamgebied,
    team_advice.ring,
    team_advice.discipline_id,
    round(team_advice.fte, 1) as fte,
    round(team_advice.fte_low, 1) as van,
    round(team_advice.fte_high, 1) as tot,
    team_advice.financier
from team_advice
inner join teamgebied on team_advice.area_code = teamgebied.teamgebied_id
where team_advice.modus = 'ramen'
order by
    teamgebied.naam asc,
    team_advice.ring asc,
    team_advice.fte desc,
    team_advice.discipline_id asc

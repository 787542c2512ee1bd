-- grain: teamgebied
-- purpose: the form and the hours of each teamgebied, with the band of the sum
select
    teamgebied.naam,
    teamgebied.inwoners,
    team_form.form_id,
    team_form.zekerheid,
    round(team_total.fte, 1) as fte,
    round(team_total.fte_low, 1) as van,
    round(team_total.fte_high, 1) as tot,
    round(team_total.keer_gemeente, 2) as keer_gemeente
from teamgebied
inner join team_form on teamgebied.teamgebied_id = team_form.area_code
inner join team_total
    on
        teamgebied.teamgebied_id = team_total.area_code
        and team_total.modus = 'ramen'
order by teamgebied.naam

-- grain: teamgebied x rule
-- purpose: the rules on team form in order: which fitted, and why the form came out as it did
select
    teamgebied.naam as teamgebied,
    team_form_rule.volgorde,
    team_form_rule.rule_id,
    team_form_rule.form_id,
    team_form_rule.matched as past,
    team_form_rule.reden
from team_form_rule
inner join teamgebied on team_form_rule.area_code = teamgebied.teamgebied_id
order by teamgebied.naam, team_form_rule.volgorde, team_form_rule.rule_id

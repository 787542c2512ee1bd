-- grain: teamgebied x product group
-- purpose: what deserves a conversation about inkoop, and how sure need and signal are
select
    procurement_focus.area_code,
    procurement_focus.product_group_id,
    procurement_focus.signal,
    procurement_focus.zekerheid,
    procurement_focus.behoefte,
    procurement_focus.zekerheid_behoefte,
    procurement_focus.gebruik,
    procurement_focus.vooruitblik,
    procurement_focus.rule_id
from procurement_focus
order by procurement_focus.area_code, procurement_focus.product_group_id

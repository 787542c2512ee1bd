-- grain: wijk x target group x year
-- purpose: how many people of each group to expect later, with the range
select
    region_now.region_naam as gebied,
    outlook.target_group,
    outlook.jaar_nu,
    round(outlook.aantal_nu) as aantal_nu,
    outlook.jaar,
    round(outlook.aantal) as verwacht,
    round(outlook.aantal_low) as van,
    round(outlook.aantal_high) as tot,
    outlook.basis
from outlook
inner join region_now on outlook.region_code = region_now.region_code
where outlook.aantal is not null
order by region_now.region_code, outlook.target_group, outlook.jaar

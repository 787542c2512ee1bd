-- grain: entry
-- purpose: what was heard in the wijken, with whom was spoken and who was not reached
-- Without consent the text is not there, and only that something was heard is.
select
    region_now.region_naam as wijk,
    qualitative.field,
    qualitative.text,
    qualitative.bron,
    qualitative.datum,
    qualitative.deelnemers,
    qualitative.niet_bereikt
from qualitative
inner join region_now on qualitative.region_code = region_now.region_code
order by region_now.region_code, qualitative.field, qualitative.entry_id

-- grain: snapshot
-- purpose: where the figures of this edition come from
with

snapshots as (
    select * from raw.snapshot
)

select
    snapshot_id,
    source_id,
    table_id,
    title,
    period,
    modified,
    -- A cast to timestamp alone would drop the zone; the session is in UTC.
    cast(cast(retrieved_at as timestamptz) as timestamp) as retrieved_at,
    url,
    sha256,
    row_count,
    licence,
    attribution,
    is_fictief
from snapshots
order by snapshot_id

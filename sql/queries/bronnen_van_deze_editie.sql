-- grain: snapshot
-- purpose: which tables this edition was made of: revision, day of fetching, licence, rows
select
    source_snapshot.source_id,
    source_snapshot.table_id,
    source_snapshot.title,
    source_snapshot.modified,
    source_snapshot.retrieved_at,
    source_snapshot.row_count,
    source_snapshot.licence
from source_snapshot
order by source_snapshot.source_id, source_snapshot.table_id, source_snapshot.snapshot_id

"""The warehouse: contracts, SQL models, lineage, and the making and publishing of editions."""

"""Sources: fetching tables and shapes, keeping them as snapshots, binding columns by meaning."""

"""One module for each workload: `measure(bench)` returns its tables."""

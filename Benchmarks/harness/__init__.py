"""What every workload uses: processes under measure, Maille's command line, figures, tables."""

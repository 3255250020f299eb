"""Pictures of basins."""

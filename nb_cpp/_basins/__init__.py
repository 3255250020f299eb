"""Basins as data: computed, shown, kept; cycles and orbits."""

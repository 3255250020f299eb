"""The explorer: a page that draws basins while one moves about in them, and what answers it."""

"""The independent judge of labels: what `make judge` runs, and a sample of it in the tests."""

"""What is asked: polynomials, their roots, iterations."""

"""Nuclear quantities: effective kilograms, amounts under a general licence, sums of fractions of sources."""

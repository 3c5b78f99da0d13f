"""How often customers were written to, and how often they answered."""

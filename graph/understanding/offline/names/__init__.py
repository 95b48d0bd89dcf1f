"""Names of people and companies, and whom an address belongs to."""

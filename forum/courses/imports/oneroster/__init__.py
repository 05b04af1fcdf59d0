"""OneRoster 1.1 and 1.2 as a zip of CSV files (1EdTech): the students of one class of it."""

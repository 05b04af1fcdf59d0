"""Canvas' own gradebook export: taken in, one column filled, every other byte given back."""

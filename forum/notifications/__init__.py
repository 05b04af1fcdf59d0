"""Who is told of what: the list in the product, and by mail, as each person chose."""

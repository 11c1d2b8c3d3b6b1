"""A typed address to points: by the names of the areas, or by a service of the operator."""

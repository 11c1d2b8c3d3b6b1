"""A believable wave of need, to try the product with: invented people, real wards."""

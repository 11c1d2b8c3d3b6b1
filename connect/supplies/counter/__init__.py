"""The code on the counter by which a point is confirmed in one tap, its poster, and the helpers of its owner."""

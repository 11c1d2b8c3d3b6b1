"""The people who buy and bring an order, and whoever coordinates its run."""

"""The way from the network to the app: processes, the gate with a queue that ends, the cache that all may share."""

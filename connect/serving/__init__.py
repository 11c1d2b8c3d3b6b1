"""What stands between the network and the app: processes, the gate with its end of the queue, what all may share."""

"""When a gateway may be asked: its rate and day's quota, back-off after failures, closed until when and why."""

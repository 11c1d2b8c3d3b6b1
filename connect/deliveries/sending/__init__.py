"""Senders: ranges become rows, rows are taken, called and settled; what dead senders held is taken up again."""

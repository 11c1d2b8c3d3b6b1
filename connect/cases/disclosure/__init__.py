"""To whom a contact is shown, how many, and what of the words is masked."""

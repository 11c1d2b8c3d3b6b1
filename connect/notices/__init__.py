"""What an authority tells the people of its areas."""

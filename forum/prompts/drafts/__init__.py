"""What somebody has typed into a week's set-up and not saved to the week."""

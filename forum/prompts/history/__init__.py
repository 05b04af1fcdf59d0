"""What a week's set-up was, save by save, to be looked at and taken up again."""

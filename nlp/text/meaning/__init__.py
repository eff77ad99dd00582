"""What two texts of nearly the same words say differently."""

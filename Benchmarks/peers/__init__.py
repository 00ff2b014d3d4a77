"""What people would pick instead of Maille: one module for each, run as its own process."""

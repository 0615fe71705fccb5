"""What a house bears: processes killed at random moments, disks that are full or cannot be written."""

"""Weekly mailers and displays."""

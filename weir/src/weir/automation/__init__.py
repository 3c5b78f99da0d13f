"""What makes the graph run by itself: conditions of assets, and sensors of sources."""

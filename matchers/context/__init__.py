"""What the words around a mark say about its use: benign, suspicious, or nothing."""

"""The picture matcher: finds protected pictures in a listing's pictures."""

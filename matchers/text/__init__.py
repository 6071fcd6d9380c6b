"""The text matcher: finds marks in a listing's words however they are written."""

"""What goods are spoken of: words of goods, known marks with their goods, and the Nice classes."""

"""End to end: whole commands against whole shops, with a real search server behind them."""

"""What the city buys: the order, proof that it was delivered, and the invoice; only what matches is paid."""

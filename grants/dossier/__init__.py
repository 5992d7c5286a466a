"""The one page of a proposal: where it stands, whose turn it is, what it says, and its whole story."""

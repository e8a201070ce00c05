"""Goods told by figures: the limits that entries of a control list state, each compared with what is told."""

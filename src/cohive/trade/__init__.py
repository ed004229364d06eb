"""Selling: stock, orders, payments, parcels and refunds."""

"""Pasted material: clients in vCards, mail headers, forms, tables and chats, read by their layout."""

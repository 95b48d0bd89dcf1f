"""Pasted material: clients in vCards, mail headers, forms, tables and chats."""

"""What is known of words and of people's names, from which a bare answer is judged."""

"""What `simulate_log` is made of: people, what happens to them, what they write down."""

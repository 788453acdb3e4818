"""The coach's page: published measures and charts put together; it computes nothing of its own."""

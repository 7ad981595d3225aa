"""What happens before a question is asked: perhaps the same was asked before, where its asker may read it."""

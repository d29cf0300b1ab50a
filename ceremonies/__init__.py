"""What happens in the room: the procedure, the record, the people and the decisions. Knows no screen."""

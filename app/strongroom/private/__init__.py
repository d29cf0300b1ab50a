"""What one person does alone at the strong room's own screen: PIN, hand-out, share entry, seeing what is signed."""

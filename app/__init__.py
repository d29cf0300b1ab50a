"""What people see and type. No rule of the ceremony lives here."""

"""Keys: their generations and states, who holds what of them, and every act that makes, wakes, uses or ends one."""

"""What happens, in order: one module per journey of data through core, store, pbx and chat."""

"""What a night needs, looked at before it begins: the engine, its window, forms and caches, the brain, the machine."""

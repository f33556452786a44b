"""One file a kind of source: how its bytes look, and how they are read. `registry` lists them; `kind` is their shape."""

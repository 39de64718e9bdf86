// Nothing of its own: the precompiled headers of all tests are built for it.

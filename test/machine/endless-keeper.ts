// A process as a hostile PDF would have it: it never ends.
for (;;);

package io.slotferry.cli;

/** What a command prints on standard output; the words are what an operator types. */
enum Output {
    text,
    json
}

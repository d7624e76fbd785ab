package io.slotferry.bench;

/** Moves the slots of a course in its own way. */
interface Contestant extends AutoCloseable {

    /** How the table calls it. */
    String name();

    /** Moves everything and returns when it is done. */
    Effort move(Course course);

    @Override
    default void close() {}
}

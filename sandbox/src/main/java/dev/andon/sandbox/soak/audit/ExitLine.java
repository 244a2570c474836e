package dev.andon.sandbox.soak.audit;

/**
 * A process that ended although nobody had ended it.
 *
 * @param atMs wall clock of this machine, in milliseconds
 */
public record ExitLine(long atMs, String process, int status) {}

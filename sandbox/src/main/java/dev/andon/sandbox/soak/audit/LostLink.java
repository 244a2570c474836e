package dev.andon.sandbox.soak.audit;

/**
 * A connection to the broker that ended.
 *
 * @param atMs wall clock of this machine, in milliseconds
 * @param client hub or a station's name
 * @param text what the log says
 * @param ours whether no fault explains it, or the log names a breach of the protocol
 */
public record LostLink(long atMs, String client, String text, boolean ours) {}

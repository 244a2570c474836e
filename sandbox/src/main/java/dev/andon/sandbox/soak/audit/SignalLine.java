package dev.andon.sandbox.soak.audit;

import java.util.UUID;

/**
 * One signal as it arrived at the line.
 *
 * @param atMs wall clock of this machine, in milliseconds
 * @param signal accept, reject or hold
 * @param cause as the station gave it: local, verdict, timeout …
 */
public record SignalLine(long atMs, UUID id, String partId, String signal, String cause) {}

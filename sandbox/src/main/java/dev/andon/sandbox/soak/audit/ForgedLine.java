package dev.andon.sandbox.soak.audit;

import java.util.UUID;

/**
 * One message that was forged.
 *
 * @param atMs wall clock of this machine, in milliseconds
 * @param kind verdict, receipt or frame
 * @param id the escalation it speaks of
 */
public record ForgedLine(long atMs, String kind, UUID id, String topic) {}

package dev.andon.sandbox.soak.audit;

/**
 * What a capped line had spent at one moment, read from the hub's ledger.
 *
 * @param atMs wall clock of this machine, in milliseconds
 * @param capMicros what it may spend, in millionths
 * @param usedMicros booked in the ledger
 * @param heldMicros set aside for calls under way
 */
public record SpendLine(long atMs, String line, long capMicros, long usedMicros, long heldMicros) {}

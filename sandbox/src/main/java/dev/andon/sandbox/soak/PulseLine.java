package dev.andon.sandbox.soak;

/**
 * How far a plant was at one moment.
 *
 * @param atMs wall clock of this machine, in milliseconds
 * @param judged frames of which a station has a row
 * @param signals that arrived at lines
 * @param waiting escalations in outboxes that no hub has
 * @param hubOpen escalations at the hub without a final verdict that was confirmed
 */
record PulseLine(long atMs, long judged, long signals, long waiting, long hubOpen) {}

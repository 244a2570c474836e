package dev.andon.lab;

import dev.andon.edge.triage.ViewKey;

/**
 * One doubtful frame of a shift that is played.
 *
 * @param atNanos since the shift began
 * @param score what triage said, higher is more suspicious
 */
record StreamFrame(long atNanos, ViewKey view, double score, boolean defective) {}

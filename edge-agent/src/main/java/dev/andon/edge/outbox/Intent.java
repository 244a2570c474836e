package dev.andon.edge.outbox;

import java.util.UUID;

/**
 * A signal that the line is about to get. Written down before it is sent, so that none is ever sent
 * twice.
 *
 * @param id the escalation's id, or a new one for a frame judged on the spot
 * @param signal what the line is told: accept, reject or hold
 * @param cause why: local, verdict, timeout, withheld, camera or inconclusive
 */
public record Intent(UUID id, String signal, String cause) {}

package dev.andon.sandbox.soak.audit;

import dev.andon.sandbox.audit.OutboxRow;

/**
 * One escalation in a station's outbox.
 *
 * @param imageSha256 of the picture that was sent
 * @param capturedMs the station's clock, in milliseconds
 * @param row how far it has come
 */
public record EscalationRow(String partId, String imageSha256, long capturedMs, OutboxRow row) {}

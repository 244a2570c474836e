package dev.andon.wire;

/** Everything that travels between a station and its hub. */
public sealed interface Message
    permits Escalation,
        Receipt,
        VerdictMessage,
        Confirmation,
        NotKnown,
        Meta,
        Health,
        StationState,
        Signed {}

package dev.andon.wire;

/** Everything that travels between a station and its hub. */
public sealed interface WireMessage
    permits Escalation,
        Receipt,
        VerdictMessage,
        Confirmation,
        NotKnown,
        Meta,
        Health,
        StationState,
        StationAllowance,
        Signed {}

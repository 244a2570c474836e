package dev.andon.edge.actuation.plc;

import java.util.Optional;

/**
 * Which variables of an OPC UA server are written; ids as servers show them, {@code ns=2;s=Name} or
 * {@code ns=2;i=7}.
 *
 * @param result any integer type: 0 none, 1 accept, 2 reject, 3 hold
 * @param part String: the part's id; or an integer type: the number at its end
 * @param sequence any integer type: the running number of a result
 * @param alive Boolean, changes while the agent lives
 */
public record OpcUaNodes(
    String result, Optional<String> part, Optional<String> sequence, Optional<String> alive) {}

package dev.andon.edge.actuation.plc;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ulong;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ushort;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.jspecify.annotations.Nullable;

/**
 * The variables that are written, with the types that the server gives them: a controller refuses a
 * number of another width.
 */
record OpcUaVariables(
    OpcUaVariables.Variable result,
    Optional<Variable> part,
    Optional<Variable> sequence,
    Optional<Variable> alive) {

  /**
   * @param key as in the configuration
   */
  record Variable(String key, NodeId id, OpcUaDataType type) {
    DataValue number(long number) {
      return DataValue.valueOnly(
          new Variant(
              switch (type) {
                case SByte -> (byte) number;
                case Byte -> ubyte((short) (number & 0xff));
                case Int16 -> (short) number;
                case UInt16 -> ushort((int) (number & 0xffff));
                case Int32 -> (int) number;
                case UInt32 -> uint(number & 0xffff_ffffL);
                case Int64 -> number;
                case UInt64 -> ulong(number);
                case String -> Long.toString(number);
                default -> throw new IllegalStateException(key + " is a " + type);
              }));
    }

    DataValue text(String text, long number) {
      return type == OpcUaDataType.String ? DataValue.valueOnly(Variant.of(text)) : number(number);
    }
  }

  /** Refuses ids that are none. */
  static void check(OpcUaNodes nodes) {
    check("result", Optional.of(nodes.result()));
    check("part", nodes.part());
    check("sequence", nodes.sequence());
    check("alive", nodes.alive());
  }

  private static void check(String key, Optional<String> id) {
    id.filter(text -> NodeId.parseSafe(text).isEmpty())
        .ifPresent(
            text -> {
              throw new IllegalArgumentException(
                  "opcua nodes."
                      + key
                      + " must be like ns=2;s=Name or ns=2;i=7, but is '"
                      + text
                      + "'");
            });
  }

  /** Asks the server for their types. */
  static OpcUaVariables of(OpcUaNodes nodes, OpcUaClient client, OpcUaAnswers answers)
      throws IOException, InterruptedException {
    List<String> keys = new ArrayList<>(List.of("result"));
    List<String> ids = new ArrayList<>(List.of(nodes.result()));
    add(keys, ids, "part", nodes.part());
    add(keys, ids, "sequence", nodes.sequence());
    add(keys, ids, "alive", nodes.alive());
    List<ReadValueId> wanted =
        ids.stream()
            .map(
                id ->
                    new ReadValueId(
                        NodeId.parse(id),
                        AttributeId.DataType.uid(),
                        null,
                        QualifiedName.NULL_VALUE))
            .toList();
    DataValue[] types =
        answers
            .await(
                "reading the types of the nodes",
                client.readAsync(0, TimestampsToReturn.Neither, wanted))
            .getResults();
    List<Variable> found = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      found.add(variable(keys.get(i), ids.get(i), types == null ? null : types[i]));
    }
    return new OpcUaVariables(
        found.getFirst(), named(found, "part"), named(found, "sequence"), named(found, "alive"));
  }

  private static void add(List<String> keys, List<String> ids, String key, Optional<String> id) {
    if (id.isPresent()) {
      keys.add(key);
      ids.add(id.get());
    }
  }

  private static Optional<Variable> named(List<Variable> found, String key) {
    return found.stream().filter(variable -> variable.key().equals(key)).findFirst();
  }

  private static Variable variable(String key, String id, @Nullable DataValue read)
      throws IOException {
    String what = "nodes." + key + " " + id;
    if (read == null) {
      throw new IOException(what + ": the server does not say its type");
    }
    OpcUaAnswers.check(what, read.statusCode());
    OpcUaDataType type =
        read.value().value() instanceof NodeId named ? OpcUaDataType.fromNodeId(named) : null;
    if (type == null || !allowed(key, type)) {
      throw new IOException(
          what
              + " is of type "
              + type
              + ", but must be "
              + (key.equals("alive")
                  ? "Boolean"
                  : key.equals("part") ? "a String or an integer" : "an integer"));
    }
    return new Variable(key, NodeId.parse(id), type);
  }

  private static boolean allowed(String key, OpcUaDataType type) {
    return switch (type) {
      case SByte, Byte, Int16, UInt16, Int32, UInt32, Int64, UInt64 -> !key.equals("alive");
      case String -> key.equals("part");
      case Boolean -> key.equals("alive");
      default -> false;
    };
  }
}

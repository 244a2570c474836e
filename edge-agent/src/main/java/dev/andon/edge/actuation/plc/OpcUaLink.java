package dev.andon.edge.actuation.plc;

import dev.andon.edge.actuation.LineCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;

/**
 * A session with an OPC UA server. A part's number and id go first, its result in a request of its
 * own after they have arrived. Confined to one thread.
 */
final class OpcUaLink implements PlcLink {
  private static final int NONE = 0;

  private final OpcUaClient client;
  private final OpcUaAnswers answers;
  private final OpcUaVariables variables;

  OpcUaLink(OpcUaClient client, OpcUaAnswers answers, OpcUaVariables variables) {
    this.client = client;
    this.answers = answers;
    this.variables = variables;
  }

  @Override
  public int lastSequence() throws IOException, InterruptedException {
    if (variables.sequence().isEmpty()) {
      return 0;
    }
    DataValue read =
        answers
            .await(
                "reading nodes.sequence",
                client.readValuesAsync(
                    0, TimestampsToReturn.Neither, List.of(variables.sequence().get().id())))
            .getFirst();
    OpcUaAnswers.check("nodes.sequence", read.statusCode());
    return read.value().value() instanceof Number number ? number.intValue() & 0xffff : 0;
  }

  @Override
  public void show(LineCommand command, int sequence) throws IOException, InterruptedException {
    List<OpcUaVariables.Variable> written = new ArrayList<>();
    List<DataValue> values = new ArrayList<>();
    variables
        .part()
        .ifPresent(
            part -> {
              written.add(part);
              values.add(part.text(command.partId(), PartNumber.of(command.partId())));
            });
    variables
        .sequence()
        .ifPresent(
            number -> {
              written.add(number);
              values.add(number.number(sequence));
            });
    if (!written.isEmpty()) {
      write(written, values);
    }
    int result =
        switch (command.signal()) {
          case ACCEPT -> 1;
          case REJECT -> 2;
          case HOLD -> 3;
        };
    result(result);
  }

  @Override
  public boolean acknowledged() {
    return false;
  }

  @Override
  public void clear() throws IOException, InterruptedException {
    result(NONE);
  }

  @Override
  public void beat(boolean on) throws IOException, InterruptedException {
    if (variables.alive().isPresent()) {
      write(List.of(variables.alive().get()), List.of(DataValue.valueOnly(Variant.ofBoolean(on))));
    } else {
      answers.await(
          "reading nodes.result",
          client.readValuesAsync(0, TimestampsToReturn.Neither, List.of(variables.result().id())));
    }
  }

  @Override
  public void close() {
    var _ = client.disconnectAsync();
  }

  private void result(int value) throws IOException, InterruptedException {
    write(List.of(variables.result()), List.of(variables.result().number(value)));
  }

  private void write(List<OpcUaVariables.Variable> written, List<DataValue> values)
      throws IOException, InterruptedException {
    List<StatusCode> statuses =
        answers.await(
            "writing nodes." + written.getFirst().key(),
            client.writeValuesAsync(
                written.stream().map(OpcUaVariables.Variable::id).toList(), values));
    for (int i = 0; i < written.size(); i++) {
      OpcUaAnswers.check(
          "nodes." + written.get(i).key() + " " + written.get(i).id().toParseableString(),
          statuses.get(i));
    }
  }
}

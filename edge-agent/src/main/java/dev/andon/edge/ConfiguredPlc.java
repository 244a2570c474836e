package dev.andon.edge;

import dev.andon.edge.actuation.LineOutput;
import dev.andon.edge.actuation.TimelyOutput;
import dev.andon.edge.actuation.plc.ModbusBit;
import dev.andon.edge.actuation.plc.ModbusMap;
import dev.andon.edge.actuation.plc.ModbusPort;
import dev.andon.edge.actuation.plc.ModbusTarget;
import dev.andon.edge.actuation.plc.OpcUaNodes;
import dev.andon.edge.actuation.plc.OpcUaPort;
import dev.andon.edge.actuation.plc.OpcUaSecurity;
import dev.andon.edge.actuation.plc.OpcUaTarget;
import dev.andon.edge.actuation.plc.PlcOutput;
import dev.andon.edge.actuation.plc.PlcPort;
import dev.andon.edge.actuation.plc.PlcRhythm;
import dev.andon.edge.capture.PacedSource.Pause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** The controllers that a station's file describes. Pure: nothing is opened. */
final class ConfiguredPlc {
  private static final int MODBUS_PORT = 502;
  private static final Duration BEAT = Duration.ofMillis(500);
  private static final Duration MODBUS_STROBE = Duration.ofMillis(50);
  private static final Duration MODBUS_TIMEOUT = Duration.ofMillis(300);

  /** Clients that watch a variable look at it five to ten times a second. */
  private static final Duration OPC_UA_STROBE = Duration.ofMillis(250);

  private static final Duration OPC_UA_TIMEOUT = Duration.ofSeconds(1);

  private ConfiguredPlc() {}

  static LineOutput modbus(OutputConfig.Modbus modbus) {
    ModbusTarget target =
        new ModbusTarget(
            modbus.host(),
            modbus.port().orElse(MODBUS_PORT),
            modbus.unit().orElse(1),
            modbus.timeout().orElse(MODBUS_TIMEOUT));
    ModbusMap map =
        new ModbusMap(
            number(modbus.register()),
            bits(modbus),
            number(modbus.sequence()),
            number(modbus.part()));
    PlcRhythm rhythm =
        new PlcRhythm(
            modbus.strobe().orElse(MODBUS_STROBE),
            modbus.acknowledge().isPresent(),
            modbus.aliveEvery().orElse(BEAT));
    return output(new ModbusPort(target, map), rhythm, modbus.maxAge());
  }

  private static Map<ModbusBit, Integer> bits(OutputConfig.Modbus modbus) {
    Map<ModbusBit, Integer> bits = new EnumMap<>(ModbusBit.class);
    bits.put(ModbusBit.ACCEPT, modbus.accept());
    bits.put(ModbusBit.REJECT, modbus.reject());
    bits.put(ModbusBit.VALID, modbus.valid());
    modbus.hold().ifPresent(place -> bits.put(ModbusBit.HOLD, place));
    modbus.alive().ifPresent(place -> bits.put(ModbusBit.ALIVE, place));
    modbus.acknowledge().ifPresent(place -> bits.put(ModbusBit.ACKNOWLEDGE, place));
    return bits;
  }

  private static OptionalInt number(Optional<Integer> value) {
    return value.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  /**
   * @param path from what is written to where it lies
   */
  static LineOutput opcUa(OutputConfig.OpcUa opcUa, UnaryOperator<Path> path) {
    OpcUaTarget target =
        new OpcUaTarget(
            opcUa.endpoint(),
            login(opcUa),
            security(opcUa, path),
            opcUa.timeout().orElse(OPC_UA_TIMEOUT));
    if (target.exposesPassword() && !opcUa.plainPassword().orElse(false)) {
      throw new IllegalArgumentException(
          "line output opcua "
              + opcUa.endpoint()
              + " would carry the password without encryption, where everybody on the way can read"
              + " it: write security: sign_and_encrypt, or plain_password: true if that network is"
              + " trusted");
    }
    OutputConfig.Nodes nodes = opcUa.nodes();
    PlcRhythm rhythm =
        new PlcRhythm(opcUa.strobe().orElse(OPC_UA_STROBE), false, opcUa.aliveEvery().orElse(BEAT));
    return output(
        new OpcUaPort(
            target, new OpcUaNodes(nodes.result(), nodes.part(), nodes.sequence(), nodes.alive())),
        rhythm,
        opcUa.maxAge());
  }

  private static Optional<OpcUaTarget.Login> login(OutputConfig.OpcUa opcUa) {
    if (opcUa.username().isPresent() != opcUa.password().isPresent()) {
      throw new IllegalArgumentException(
          "line output opcua needs both username and password, or neither");
    }
    return opcUa
        .username()
        .flatMap(name -> opcUa.password().map(word -> new OpcUaTarget.Login(name, word)));
  }

  private static OpcUaSecurity security(OutputConfig.OpcUa opcUa, UnaryOperator<Path> path) {
    return switch (opcUa.security()) {
      case NONE -> {
        if (opcUa.trusted().isPresent()
            || opcUa.certificate().isPresent()
            || opcUa.key().isPresent()) {
          throw new IllegalArgumentException(
              "line output opcua has certificates and security: none, so nobody would look at"
                  + " them; write security: sign_and_encrypt, or leave them out");
        }
        yield new OpcUaSecurity.None();
      }
      case SIGN -> certificates(opcUa, false, path);
      case SIGN_AND_ENCRYPT -> certificates(opcUa, true, path);
    };
  }

  private static OpcUaSecurity certificates(
      OutputConfig.OpcUa opcUa, boolean encrypted, UnaryOperator<Path> path) {
    return new OpcUaSecurity.Certificates(
        encrypted,
        path.apply(needed(opcUa.trusted(), "trusted: the server's certificate")),
        path.apply(needed(opcUa.certificate(), "certificate: this station's")),
        path.apply(needed(opcUa.key(), "key: that of the certificate")));
  }

  private static Path needed(Optional<Path> file, String what) {
    return file.orElseThrow(
        () ->
            new IllegalArgumentException(
                "line output opcua with security: sign or sign_and_encrypt needs " + what));
  }

  private static LineOutput output(PlcPort port, PlcRhythm rhythm, Optional<Duration> maxAge) {
    Duration age = maxAge.orElse(TimelyOutput.DEFAULT);
    if (rhythm.strobe().compareTo(age) > 0) {
      throw new IllegalArgumentException(
          "line output %s: strobe must be at most max_age (%d ms), for a signal waits so long for the one before it, but is %d ms"
              .formatted(port.name(), age.toMillis(), rhythm.strobe().toMillis()));
    }
    return new PlcOutput(port, rhythm, System::nanoTime, Pause.SLEEP);
  }
}

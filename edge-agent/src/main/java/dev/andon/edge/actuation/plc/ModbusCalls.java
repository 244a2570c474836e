package dev.andon.edge.actuation.plc;

import com.digitalpetri.modbus.client.ModbusTcpClient;
import com.digitalpetri.modbus.exceptions.ModbusResponseException;
import com.digitalpetri.modbus.exceptions.ModbusTimeoutException;
import com.digitalpetri.modbus.pdu.ModbusRequestPdu;
import com.digitalpetri.modbus.pdu.ModbusResponsePdu;
import com.digitalpetri.modbus.pdu.ReadCoilsRequest;
import com.digitalpetri.modbus.pdu.ReadCoilsResponse;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersResponse;
import com.digitalpetri.modbus.pdu.WriteMultipleCoilsRequest;
import com.digitalpetri.modbus.pdu.WriteSingleCoilRequest;
import com.digitalpetri.modbus.pdu.WriteSingleRegisterRequest;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests to a Modbus server, one at a time, each with its answer; what went wrong is said with
 * what to do. Confined to one thread.
 */
final class ModbusCalls {
  /** The library says first what is late, unless it is itself: its first connection loads much. */
  private static final long GRACE_MS = 2_000;

  private static final String CONNECTING = "connecting";

  private final ModbusTcpClient client;
  private final ModbusTarget target;

  ModbusCalls(ModbusTcpClient client, ModbusTarget target) {
    this.client = client;
    this.target = target;
  }

  void connect() throws IOException, InterruptedException {
    answer(CONNECTING, client.connectAsync().thenApply(done -> ""));
  }

  void disconnect() {
    var _ = client.disconnectAsync();
  }

  void coil(int address, boolean on) throws IOException, InterruptedException {
    call("coil " + address, new WriteSingleCoilRequest(address, on));
  }

  /** Coils side by side, in one request. */
  void coils(int first, boolean[] on) throws IOException, InterruptedException {
    byte[] packed = new byte[(on.length + 7) / 8];
    for (int i = 0; i < on.length; i++) {
      if (on[i]) {
        packed[i / 8] |= (byte) (1 << (i % 8));
      }
    }
    call(
        "coils " + first + " to " + (first + on.length - 1),
        new WriteMultipleCoilsRequest(first, on.length, packed));
  }

  boolean coil(int address) throws IOException, InterruptedException {
    ModbusResponsePdu read = call("coil " + address, new ReadCoilsRequest(address, 1));
    return read instanceof ReadCoilsResponse answer
        && answer.coils().length > 0
        && (answer.coils()[0] & 1) != 0;
  }

  void register(int address, int value) throws IOException, InterruptedException {
    call("holding register " + address, new WriteSingleRegisterRequest(address, value));
  }

  int register(int address) throws IOException, InterruptedException {
    ModbusResponsePdu read =
        call("holding register " + address, new ReadHoldingRegistersRequest(address, 1));
    return read instanceof ReadHoldingRegistersResponse answer && answer.registers().length >= 2
        ? ((answer.registers()[0] & 0xff) << 8) | (answer.registers()[1] & 0xff)
        : 0;
  }

  private ModbusResponsePdu call(String place, ModbusRequestPdu request)
      throws IOException, InterruptedException {
    return answer(place, client.sendAsync(target.unit(), request));
  }

  private <T> T answer(String what, CompletionStage<T> coming)
      throws IOException, InterruptedException {
    try {
      return coming
          .toCompletableFuture()
          .get(target.timeout().toMillis() + GRACE_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      throw silence(what, silent);
    } catch (ExecutionException failed) {
      throw failure(what, failed.getCause() == null ? failed : failed.getCause());
    }
  }

  private IOException failure(String what, Throwable cause) {
    return switch (innermost(cause)) {
      case ModbusResponseException refused -> new IOException(what + refusal(refused), refused);
      case ModbusTimeoutException silent -> silence(what, silent);
      case TimeoutException silent -> silence(what, silent);
      case Throwable other -> new IOException(what + ": " + says(other), cause);
    };
  }

  private IOException silence(String what, Throwable cause) {
    return new IOException(
        "%s: no answer within %d ms; %s"
            .formatted(
                what,
                target.timeout().toMillis(),
                what.equals(CONNECTING)
                    ? "is the controller on, and is this its address?"
                    : "does unit " + target.unit() + " exist?"),
        cause);
  }

  private static Throwable innermost(Throwable cause) {
    Throwable inner = cause;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  private static String says(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** The exception codes of the Modbus application protocol, 1.1b3, chapter 7. */
  private static String refusal(ModbusResponseException refused) {
    int code = refused.getExceptionCode();
    String meaning =
        switch (code) {
          case 1 ->
              "illegal function: the controller does not know function "
                  + refused.getFunctionCode()
                  + "; write the bits to a holding register (register) or to coils instead";
          case 2 ->
              "illegal address: the controller has no such place, or it may not be written; the"
                  + " addresses in the configuration begin at 0, those in a controller's manual"
                  + " often at 1, 40001 or 400001";
          case 3 -> "illegal value: the controller does not take this number of places or value";
          case 4 -> "the controller failed while it did so; look at its diagnostics";
          case 6 -> "the controller is busy";
          case 10, 11 -> "the gateway does not reach the device; is the unit right?";
          default -> "see the controller's manual";
        };
    return " refused with exception " + code + ", " + meaning;
  }
}

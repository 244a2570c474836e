package dev.andon.edge.actuation.plc;

import com.digitalpetri.modbus.ExceptionCode;
import com.digitalpetri.modbus.FunctionCode;
import com.digitalpetri.modbus.exceptions.ModbusResponseException;
import com.digitalpetri.modbus.pdu.ReadCoilsRequest;
import com.digitalpetri.modbus.pdu.ReadCoilsResponse;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersResponse;
import com.digitalpetri.modbus.pdu.WriteMultipleCoilsRequest;
import com.digitalpetri.modbus.pdu.WriteMultipleCoilsResponse;
import com.digitalpetri.modbus.pdu.WriteSingleCoilRequest;
import com.digitalpetri.modbus.pdu.WriteSingleCoilResponse;
import com.digitalpetri.modbus.pdu.WriteSingleRegisterRequest;
import com.digitalpetri.modbus.pdu.WriteSingleRegisterResponse;
import com.digitalpetri.modbus.server.ModbusRequestContext;
import com.digitalpetri.modbus.server.ModbusServices;
import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The library's Modbus TCP server on loopback: coils 0 to 7, holding registers 100 to 107. Each
 * change is written down in order.
 */
public final class ModbusServer implements AutoCloseable {
  private static final int COILS = 8;
  private static final int FIRST_REGISTER = 100;

  private final Map<Integer, Integer> coils = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> registers = new ConcurrentHashMap<>();
  private final List<Change> changes = new CopyOnWriteArrayList<>();
  private final NioEventLoopGroup connections = new NioEventLoopGroup(1);
  private final ModbusTcpServer server;
  private volatile Runnable beforeEach = () -> {};

  /** One place that got another value. */
  public record Change(long nanos, String place, int value) {
    @Override
    public String toString() {
      return place + "=" + value;
    }
  }

  private ModbusServer(int port) {
    server =
        ModbusTcpServer.create(
            NettyTcpServerTransport.create(
                config ->
                    config
                        .setBindAddress("127.0.0.1")
                        .setPort(port)
                        .setEventLoopGroup(connections)),
            new Services());
  }

  public static ModbusServer start(int port) throws Exception {
    ModbusServer started = new ModbusServer(port);
    started.server.start();
    return started;
  }

  /** Runs something before each request is answered. */
  void beforeEach(Runnable what) {
    beforeEach = what;
  }

  public int coil(int address) {
    return coils.getOrDefault(address, 0);
  }

  public int register(int address) {
    return registers.getOrDefault(address, 0);
  }

  /** As the controller's own program does. */
  void set(int coil, int value) {
    coils.put(coil, value);
  }

  void setRegister(int address, int value) {
    registers.put(address, value);
  }

  /** What has changed, {@code coil 3=1}, without these places. */
  public List<String> changes(String... without) {
    return changes.stream()
        .filter(change -> !List.of(without).contains(change.place()))
        .map(Change::toString)
        .toList();
  }

  List<Change> timed(String place) {
    return changes.stream().filter(change -> change.place().equals(place)).toList();
  }

  /** With every connection. */
  @Override
  public void close() throws IOException {
    try {
      server.stop();
      var _ = connections.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    } catch (ExecutionException | InterruptedException failure) {
      throw new IOException(failure);
    }
  }

  private synchronized void coil(int address, int value) {
    Integer before = coils.put(address, value);
    if ((before == null ? 0 : before) != value) {
      changes.add(new Change(System.nanoTime(), "coil " + address, value));
    }
  }

  private static void check(FunctionCode function, int first, int count, int from, int to)
      throws ModbusResponseException {
    if (first < from || first + count > to) {
      throw new ModbusResponseException(function, ExceptionCode.ILLEGAL_DATA_ADDRESS);
    }
  }

  private final class Services implements ModbusServices {
    @Override
    public WriteSingleCoilResponse writeSingleCoil(
        ModbusRequestContext context, int unit, WriteSingleCoilRequest request)
        throws ModbusResponseException {
      beforeEach.run();
      check(FunctionCode.WRITE_SINGLE_COIL, request.address(), 1, 0, COILS);
      coil(request.address(), request.value() == 0 ? 0 : 1);
      return new WriteSingleCoilResponse(request.address(), request.value());
    }

    @Override
    public WriteMultipleCoilsResponse writeMultipleCoils(
        ModbusRequestContext context, int unit, WriteMultipleCoilsRequest request)
        throws ModbusResponseException {
      beforeEach.run();
      check(FunctionCode.WRITE_MULTIPLE_COILS, request.address(), request.quantity(), 0, COILS);
      for (int i = 0; i < request.quantity(); i++) {
        coil(request.address() + i, (request.values()[i / 8] >> (i % 8)) & 1);
      }
      return new WriteMultipleCoilsResponse(request.address(), request.quantity());
    }

    @Override
    public ReadCoilsResponse readCoils(
        ModbusRequestContext context, int unit, ReadCoilsRequest request) {
      beforeEach.run();
      return new ReadCoilsResponse(new byte[] {(byte) coil(request.address())});
    }

    @Override
    public WriteSingleRegisterResponse writeSingleRegister(
        ModbusRequestContext context, int unit, WriteSingleRegisterRequest request)
        throws ModbusResponseException {
      beforeEach.run();
      check(
          FunctionCode.WRITE_SINGLE_REGISTER,
          request.address(),
          1,
          FIRST_REGISTER,
          FIRST_REGISTER + COILS);
      Integer before = registers.put(request.address(), request.value());
      if ((before == null ? 0 : before) != request.value()) {
        changes.add(
            new Change(System.nanoTime(), "register " + request.address(), request.value()));
      }
      return new WriteSingleRegisterResponse(request.address(), request.value());
    }

    @Override
    public ReadHoldingRegistersResponse readHoldingRegisters(
        ModbusRequestContext context, int unit, ReadHoldingRegistersRequest request) {
      beforeEach.run();
      int value = register(request.address());
      return new ReadHoldingRegistersResponse(new byte[] {(byte) (value >> 8), (byte) value});
    }
  }
}

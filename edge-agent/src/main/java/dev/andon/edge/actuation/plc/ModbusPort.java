package dev.andon.edge.actuation.plc;

import com.digitalpetri.modbus.client.ModbusTcpClient;
import com.digitalpetri.modbus.tcp.client.NettyTcpClientTransport;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Connects to a Modbus TCP server. Its I/O runs on one thread of its own. */
public final class ModbusPort implements PlcPort {
  static {
    NettyMemory.bound();
  }

  private final ModbusTarget target;
  private final ModbusMap map;
  private @Nullable NioEventLoopGroup io;

  public ModbusPort(ModbusTarget target, ModbusMap map) {
    this.target = target;
    this.map = map;
  }

  @Override
  public String name() {
    return target.name();
  }

  @Override
  public PlcLink connect() throws IOException, InterruptedException {
    NettyTcpClientTransport transport =
        NettyTcpClientTransport.create(
            config ->
                config
                    .setHostname(target.host())
                    .setPort(target.port())
                    .setConnectTimeout(target.timeout())
                    .setConnectPersistent(false)
                    .setEventLoopGroup(io()));
    ModbusTcpClient client =
        ModbusTcpClient.create(transport, config -> config.setRequestTimeout(target.timeout()));
    ModbusLink link = new ModbusLink(new ModbusCalls(client, target), map);
    try {
      link.open();
      return link;
    } catch (IOException | InterruptedException failure) {
      link.close();
      throw failure;
    }
  }

  @Override
  public void close() {
    NioEventLoopGroup running = io;
    if (running != null) {
      var _ = running.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private NioEventLoopGroup io() {
    NioEventLoopGroup running = io;
    if (running == null) {
      running =
          new NioEventLoopGroup(1, Thread.ofPlatform().name(name() + " io").daemon().factory());
      io = running;
    }
    return running;
  }
}

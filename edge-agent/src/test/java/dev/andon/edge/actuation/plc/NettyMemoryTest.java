package dev.andon.edge.actuation.plc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NettyMemoryTest {
  @Test
  void outputs_to_controllers_bound_what_netty_takes_outside_the_heap() throws Exception {
    // Initialises the classes: the bound must be there before Netty's first one.
    Class.forName(OpcUaPort.class.getName());
    Class.forName(ModbusPort.class.getName());
    assertThat(System.getProperty("io.netty.allocator.numDirectArenas")).isEqualTo("1");
    assertThat(8_192 << Integer.getInteger("io.netty.allocator.maxOrder")).isEqualTo(256 << 10);
  }
}

package dev.andon.sandbox.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LinkProxyTest {

  private ServerSocket echo;
  private LinkProxy link;

  @BeforeEach
  void open() throws IOException {
    echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::echo);
    link = LinkProxy.to("127.0.0.1", echo.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    link.close();
    echo.close();
  }

  @Test
  void bytes_pass_unaltered_both_ways() throws Exception {
    byte[] sent = new byte[300_000];
    new Random(3).nextBytes(sent);
    try (Socket socket = connect()) {
      CompletableFuture<Void> writer = writeLater(socket, sent);

      assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
      writer.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_cut_resets_open_connections_and_new_ones_until_it_is_restored() throws Exception {
    try (Socket socket = connect()) {
      assertThat(ping(socket)).isEqualTo(42);
      link.cut();

      assertThatThrownBy(() -> ping(socket)).isInstanceOf(IOException.class);
      assertThatThrownBy(this::pingOnce).isInstanceOf(IOException.class);
    }
    link.restore();
    assertThat(pingOnce()).isEqualTo(42);
    assertThat(link.outages()).isEqualTo(1);
    assertThat(link.state()).isEqualTo(new LinkState.Up());
  }

  @Test
  void a_stalled_link_is_silent_and_delivers_what_waited_when_it_is_restored() throws Exception {
    try (Socket socket = connect()) {
      ping(socket);
      link.stall();
      socket.setSoTimeout(200);

      assertThatThrownBy(() -> ping(socket)).isInstanceOf(SocketTimeoutException.class);

      socket.setSoTimeout(10_000);
      link.restore();
      assertThat(socket.getInputStream().read()).isEqualTo(42);
    }
    assertThat(link.outages()).isEqualTo(1);
  }

  @Test
  void a_slow_link_takes_the_time_its_rate_says() throws Exception {
    link.slow(40_000);
    byte[] sent = new byte[10_000];
    try (Socket socket = connect()) {
      long start = System.nanoTime();
      CompletableFuture<Void> writer = writeLater(socket, sent);
      socket.getInputStream().readNBytes(sent.length);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

      assertThat(millis).isGreaterThanOrEqualTo(200);
      writer.get(5, TimeUnit.SECONDS);
    }
    assertThat(link.outages()).isZero();
  }

  @Test
  void a_target_that_is_not_there_looks_like_a_reset() throws IOException {
    echo.close();

    assertThatThrownBy(this::pingOnce).isInstanceOf(IOException.class);
    await().untilAsserted(() -> assertThat(link.connections()).isZero());
  }

  @Test
  void a_rate_of_nothing_is_refused() {
    assertThatThrownBy(() -> link.slow(0)).hasMessageContaining("not 0");
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), link.port());
  }

  private int pingOnce() throws IOException {
    try (Socket socket = connect()) {
      return ping(socket);
    }
  }

  private static int ping(Socket socket) throws IOException {
    socket.getOutputStream().write(42);
    int answer = socket.getInputStream().read();
    if (answer < 0) {
      throw new IOException("closed");
    }
    return answer;
  }

  private static CompletableFuture<Void> writeLater(Socket socket, byte[] bytes) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            socket.getOutputStream().write(bytes);
          } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
          }
        });
  }

  private void echo() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (socket) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                  } catch (IOException reset) {
                    // The link was cut: what the test is about.
                  }
                });
      } catch (IOException closed) {
        return;
      }
    }
  }
}

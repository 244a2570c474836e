package dev.andon.sandbox.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** nginx with one {@code proxy_pass}, as a measure of what a bare proxy costs on this machine. */
final class Nginx {
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/sbin/nginx"), Path.of("/usr/bin/nginx"), Path.of("/usr/local/sbin/nginx"));
  private static final int WAIT_MS = 10_000;

  private Nginx() {}

  /** The program; empty where none is installed. */
  static Optional<Path> program() {
    return PLACES.stream().filter(Files::isExecutable).findFirst();
  }

  /** Starts it in a folder of its own, as this user, without a log. */
  static Child start(Path program, Path folder, int upstreamPort) throws IOException {
    int port = freePort();
    Path place = Files.createDirectories(folder).toAbsolutePath();
    Path config = place.resolve("nginx.conf");
    Files.writeString(config, config(place, port, upstreamPort));
    Process process =
        new ProcessBuilder(program.toString(), "-p", place.toString(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(place.resolve("nginx.log").toFile())
            .start();
    awaitPort(process, port, place);
    return new Child(process, port);
  }

  private static String config(Path place, int port, int upstreamPort) {
    StringBuilder folders = new StringBuilder();
    Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        .forEach(name -> folders.append("  %s_temp_path %s/%s;%n".formatted(name, place, name)));
    return """
        daemon off;
        worker_processes auto;
        pid %1$s/pid;
        error_log %1$s/error.log;
        events { worker_connections 4096; }
        http {
        %4$s  access_log off;
          client_max_body_size 20m;
          client_body_buffer_size 2m;
          keepalive_requests 10000000;
          upstream bench {
            server 127.0.0.1:%3$d;
            keepalive 512;
            keepalive_requests 10000000;
          }
          server {
            listen 127.0.0.1:%2$d backlog=1024;
            location / {
              proxy_pass http://bench;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
            }
          }
        }
        """
        .formatted(place, port, upstreamPort, folders);
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static void awaitPort(Process process, int port, Path place) throws IOException {
    long end = System.nanoTime() + WAIT_MS * 1_000_000L;
    while (process.isAlive() && System.nanoTime() < end) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), WAIT_MS);
        return;
      } catch (IOException notYet) {
        LockSupport.parkNanos(20_000_000);
      }
    }
    process.destroy();
    throw new IOException("nginx does not listen: " + Files.readString(place.resolve("nginx.log")));
  }
}

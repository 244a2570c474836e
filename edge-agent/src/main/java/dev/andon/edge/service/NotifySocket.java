package dev.andon.edge.service;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * A datagram socket of the Unix family, which Java's own channels do not offer: the way of
 * sd_notify(3). Linux only. Thread-safe.
 */
@SuppressWarnings("restricted") // native access is granted by the launchers
final class NotifySocket {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MAX_PATH = 107;
  private static final int PATH_OFFSET = 2;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle SOCKET =
      function(
          "socket",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT));
  private static final MethodHandle SEND_TO =
      function(
          "sendto",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final byte[] path;

  /**
   * @param address a path, or a name of the abstract namespace with {@code @} in front
   */
  NotifySocket(String address) {
    byte[] bytes = address.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > MAX_PATH || (bytes[0] != '/' && bytes[0] != '@')) {
      throw new IllegalArgumentException(
          "NOTIFY_SOCKET must be a path or @name of at most " + MAX_PATH + " bytes: " + address);
    }
    if (bytes[0] == '@') {
      bytes[0] = 0;
    }
    this.path = bytes;
  }

  void send(String text) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int socket = (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM, 0);
      if (socket < 0) {
        throw new IOException("no Unix socket can be made");
      }
      try {
        MemorySegment message = arena.allocateFrom(text, StandardCharsets.UTF_8);
        long length = message.byteSize() - 1;
        long sent =
            (long)
                SEND_TO.invokeExact(
                    socket,
                    message,
                    length,
                    MSG_NOSIGNAL,
                    address(arena),
                    PATH_OFFSET + path.length);
        if (sent != length) {
          throw new IOException("the service manager's socket takes nothing");
        }
      } finally {
        int ignored = (int) CLOSE.invokeExact(socket);
      }
    } catch (IOException | RuntimeException | Error known) {
      throw known;
    } catch (Throwable unknown) {
      throw new IOException("the service manager cannot be told", unknown);
    }
  }

  /** {@code struct sockaddr_un}: the family in the machine's byte order, then the path. */
  private MemorySegment address(Arena arena) {
    MemorySegment address = arena.allocate(PATH_OFFSET + MAX_PATH + 1L);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, PATH_OFFSET, path.length);
    return address;
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    SymbolLookup lookup = LINKER.defaultLookup();
    return LINKER.downcallHandle(lookup.findOrThrow(name), descriptor);
  }
}

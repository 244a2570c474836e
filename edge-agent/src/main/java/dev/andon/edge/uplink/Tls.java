package dev.andon.edge.uplink;

import dev.andon.config.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes TLS sockets from PEM files. Stateless. */
final class Tls {
  private Tls() {}

  /** Files are read anew for each connection, so that a renewed certificate needs no restart. */
  static SSLSocketFactory sockets(Optional<MqttEndpoint.TlsFiles> files) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          files.isPresent() ? keys(files.get()) : null,
          files.isPresent() ? trust(files.get().ca()) : null,
          null);
      return new NoDelayTlsFactory(context.getSocketFactory());
    } catch (GeneralSecurityException unusable) {
      throw new IOException("TLS cannot be used: " + unusable.getMessage(), unusable);
    }
  }

  private static TrustManager @Nullable [] trust(Optional<Path> ca) throws IOException {
    return ca.isEmpty() ? null : PemFiles.trusting(ca.get()).getTrustManagers();
  }

  private static KeyManager @Nullable [] keys(MqttEndpoint.TlsFiles files) throws IOException {
    return files.certificate().isEmpty() || files.key().isEmpty()
        ? null
        : PemFiles.presenting(files.certificate().get(), files.key().get()).getKeyManagers();
  }
}

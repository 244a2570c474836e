package dev.andon.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerCertificateTest {
  @TempDir Path folder;
  private final HeldCertificate authority =
      new HeldCertificate.Builder().certificateAuthority(0).build();
  private final AtomicLong written = new AtomicLong();

  @BeforeEach
  void first() throws IOException {
    write(issued(1, false));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_renewed_certificate_is_shown_to_the_next_connection(boolean rsa) throws Exception {
    try (ServerCertificate certificate = certificate()) {
      assertThat(shown(certificate)).isEqualTo("1");
      write(issued(2, rsa));
      assertThat(shown(certificate)).as("before the next look").isEqualTo("1");
      certificate.look();
      assertThat(shown(certificate)).isEqualTo("2");
    }
  }

  @Test
  void half_of_a_renewal_is_not_taken_and_the_whole_one_is() throws Exception {
    try (ServerCertificate certificate = certificate()) {
      HeldCertificate next = issued(2, false);
      put("hub.pem", next.certificatePem());
      certificate.look();
      assertThat(shown(certificate)).isEqualTo("1");
      put("hub.key", next.privateKeyPkcs8Pem());
      certificate.look();
      assertThat(shown(certificate)).isEqualTo("2");
    }
  }

  @Test
  void files_that_are_gone_or_garbage_leave_the_old_certificate_in_force() throws Exception {
    try (ServerCertificate certificate = certificate()) {
      put("hub.key", "garbage");
      certificate.look();
      Files.delete(folder.resolve("hub.pem"));
      certificate.look();
      assertThat(shown(certificate)).isEqualTo("1");
    }
  }

  private ServerCertificate certificate() {
    return new ServerCertificate(new HttpTlsConfig(Path.of("hub.pem"), Path.of("hub.key")), folder);
  }

  private HeldCertificate issued(long serial, boolean rsa) {
    HeldCertificate.Builder builder =
        new HeldCertificate.Builder()
            .addSubjectAlternativeName("127.0.0.1")
            .serialNumber(serial)
            .signedBy(authority);
    return rsa ? builder.rsa2048().build() : builder.build();
  }

  private void write(HeldCertificate held) throws IOException {
    put("hub.pem", held.certificatePem());
    put("hub.key", held.privateKeyPkcs8Pem());
  }

  /** Each with a time of its own, as file systems tell times coarsely. */
  private void put(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.ofEpochSecond(1_800_000_000L + written.incrementAndGet())));
  }

  /** The serial number of the certificate that a new connection is shown. */
  private String shown(ServerCertificate certificate) throws Exception {
    HandshakeCertificates trust =
        new HandshakeCertificates.Builder().addTrustedCertificate(authority.certificate()).build();
    try (SSLServerSocket server =
        (SSLServerSocket)
            certificate
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread serving = Thread.ofVirtual().start(() -> serve(server));
      String serial = serial(trust, server.getLocalPort());
      serving.join();
      return serial;
    }
  }

  private static String serial(HandshakeCertificates trust, int port) throws IOException {
    try (SSLSocket client = (SSLSocket) trust.sslSocketFactory().createSocket("127.0.0.1", port)) {
      client.startHandshake();
      return ((X509Certificate) client.getSession().getPeerCertificates()[0])
          .getSerialNumber()
          .toString();
    }
  }

  private static void serve(SSLServerSocket server) {
    try (SSLSocket socket = (SSLSocket) server.accept()) {
      socket.startHandshake();
      var _ = socket.getInputStream().read();
    } catch (IOException clientAway) {
      // it has seen what it wanted
    }
  }
}

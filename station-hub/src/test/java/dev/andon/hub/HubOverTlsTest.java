package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub's own HTTPS. */
final class HubOverTlsTest {
  private static final String YAML =
      """
      plant: {id: plant-1}
      http: {port: 0, tls: {cert_file: hub.pem, key_file: hub.key}}
      """;

  @TempDir Path folder;
  private final HeldCertificate certificate = certificate(1);
  private StationHub hub;

  @BeforeEach
  void start() throws IOException {
    write(certificate);
    hub = TestingHub.start(folder, YAML);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void a_caller_that_trusts_the_certificate_is_answered() throws Exception {
    assertThat(hub.address()).startsWith("https://127.0.0.1:");
    HandshakeCertificates trust =
        new HandshakeCertificates.Builder()
            .addTrustedCertificate(certificate.certificate())
            .build();
    OkHttpClient client =
        new OkHttpClient.Builder()
            .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
            .build();
    try (Response answer =
        client
            .newCall(new Request.Builder().url(hub.address() + "/health/live").build())
            .execute()) {
      assertThat(answer.body().string()).isEqualTo("live\n");
    }
    client.connectionPool().evictAll();
  }

  @Test
  void a_browsers_cookie_never_leaves_tls() throws Exception {
    HandshakeCertificates trust =
        new HandshakeCertificates.Builder()
            .addTrustedCertificate(certificate.certificate())
            .build();
    OkHttpClient client =
        new OkHttpClient.Builder()
            .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
            .followRedirects(false)
            .build();
    Request link = new Request.Builder().url(hub.pageAddress()).build();
    try (Response answer = client.newCall(link).execute()) {
      assertThat(answer.code()).isEqualTo(303);
      assertThat(answer.header("Set-Cookie")).endsWith("; Secure");
    }
    client.connectionPool().evictAll();
  }

  @Test
  void tls_1_1_and_plain_http_are_not_spoken() throws Exception {
    assertThatThrownBy(() -> handshake("TLSv1.1")).isInstanceOf(SSLException.class);
    assertThat(handshake("TLSv1.2").getSerialNumber().intValue()).isEqualTo(1);
    assertThat(handshake("TLSv1.3").getSerialNumber().intValue()).isEqualTo(1);
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hub.port()));
      plain
          .getOutputStream()
          .write(
              "GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("live");
    }
  }

  @Test
  void a_certificate_that_cannot_be_used_is_refused_with_the_files_name() throws IOException {
    hub.close();
    Files.writeString(folder.resolve("hub.key"), certificate(2).privateKeyPkcs8Pem());
    assertThatThrownBy(() -> TestingHub.start(folder, YAML))
        .hasMessageContaining("hub.key")
        .hasMessageContaining("not that of the first certificate");
    Files.writeString(folder.resolve("hub.key"), "-----BEGIN RSA PRIVATE KEY-----\n");
    assertThatThrownBy(() -> TestingHub.start(folder, YAML)).hasMessageContaining("PKCS#8");
    Files.delete(folder.resolve("hub.key"));
    assertThatThrownBy(() -> TestingHub.start(folder, YAML))
        .hasMessageContaining("http.tls: cannot read")
        .hasMessageContaining("hub.key");
  }

  private void write(HeldCertificate held) throws IOException {
    Files.writeString(folder.resolve("hub.pem"), held.certificatePem());
    Files.writeString(folder.resolve("hub.key"), held.privateKeyPkcs8Pem());
  }

  private static HeldCertificate certificate(long serial) {
    return new HeldCertificate.Builder()
        .addSubjectAlternativeName("127.0.0.1")
        .serialNumber(serial)
        .build();
  }

  /** The certificate that the hub shows. */
  private X509Certificate handshake(String protocol) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    HandshakeCertificates trust =
        new HandshakeCertificates.Builder()
            .addTrustedCertificate(certificate.certificate())
            .build();
    context.init(null, new TrustManager[] {trust.trustManager()}, null);
    URI at = URI.create(hub.address());
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(at.getHost(), at.getPort())) {
      socket.setEnabledProtocols(new String[] {protocol});
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }
}

package dev.andon.edge.uplink;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Makes TLS sockets from PEM files. Stateless. */
final class Tls {
  private static final char[] NO_PASSWORD = {};
  private static final List<String> KEY_TYPES = List.of("RSA", "EC", "EdDSA");

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
      throw new IOException("TLS files cannot be used: " + unusable.getMessage(), unusable);
    }
  }

  private static TrustManager @Nullable [] trust(Optional<Path> ca)
      throws IOException, GeneralSecurityException {
    if (ca.isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate certificate : certificates(ca.get())) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager @Nullable [] keys(MqttEndpoint.TlsFiles files)
      throws IOException, GeneralSecurityException {
    if (files.certificate().isEmpty() || files.key().isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "station",
        privateKey(files.key().get()),
        NO_PASSWORD,
        certificates(files.certificate().get()).toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    String pem = Files.readString(file, StandardCharsets.US_ASCII);
    String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
    InvalidKeySpecException last = new InvalidKeySpecException(KEY_TYPES.toString());
    for (String type : KEY_TYPES) {
      try {
        return KeyFactory.getInstance(type).generatePrivate(spec);
      } catch (InvalidKeySpecException anotherType) {
        last = anotherType;
      }
    }
    throw new GeneralSecurityException(
        file + " holds no PKCS#8 key (RSA, EC or EdDSA); convert it with openssl pkcs8 -topk8",
        last);
  }
}

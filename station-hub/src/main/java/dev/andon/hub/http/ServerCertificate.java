package dev.andon.hub.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub's certificate and key from PEM files, looked at once a minute: connections that begin
 * behind a renewal see the new one. What cannot be used is told once, and the old one goes on.
 * Thread-safe.
 */
public final class ServerCertificate implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
  private static final String ALIAS = "hub";
  private static final long LOOK_SECONDS = 60;

  private final Path certFile;
  private final Path keyFile;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("andon-http-certificate").factory());
  private volatile Pair pair;
  private Stamp seen;

  private record Pair(List<X509Certificate> chain, PrivateKey key) {}

  private record Stamp(FileTime cert, FileTime key) {}

  /**
   * Reads the files.
   *
   * @param folder where relative ones lie
   * @throws IllegalArgumentException naming the file and what is wrong with it
   */
  public ServerCertificate(HttpTlsConfig config, Path folder) {
    certFile = folder.resolve(config.certFile());
    keyFile = folder.resolve(config.keyFile());
    try {
      seen = stamp();
      pair = read();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException unusable) {
      clock.shutdownNow();
      throw new IllegalArgumentException("http.tls: " + unusable.getMessage(), unusable);
    }
    var _ = clock.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /** What a server needs; it follows renewals. */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new Current()}, null, new SecureRandom());
      return context;
    } catch (GeneralSecurityException noTls) {
      throw new IllegalStateException("this Java has no TLS", noTls);
    }
  }

  /** Takes changed files. */
  synchronized void look() {
    try {
      Stamp now = stamp();
      if (now.equals(seen)) {
        return;
      }
      seen = now;
      pair = read();
      LOG.info(
          "http certificate renewed file={} until={}",
          certFile,
          pair.chain().getFirst().getNotAfter().toInstant());
    } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
      LOG.warn("http certificate not renewed, the old one goes on cause={}", unusable.getMessage());
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private Stamp stamp() throws IOException {
    return new Stamp(modified(certFile), modified(keyFile));
  }

  private static FileTime modified(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException("cannot read " + file);
    }
    return Files.getLastModifiedTime(file);
  }

  private Pair read() throws IOException, GeneralSecurityException {
    Pair read = new Pair(certificates(), key());
    if (!belongTogether(read)) {
      throw new IllegalArgumentException(
          "the key in " + keyFile + " is not that of the first certificate in " + certFile);
    }
    return read;
  }

  private List<X509Certificate> certificates() throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(certFile)) {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw new IllegalArgumentException(certFile + " holds no certificate");
      }
      return chain;
    }
  }

  private PrivateKey key() throws IOException, GeneralSecurityException {
    String pem = Files.readString(keyFile, StandardCharsets.US_ASCII);
    String begin = "-----BEGIN PRIVATE KEY-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf("-----END PRIVATE KEY-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          keyFile
              + " holds no PKCS#8 key ('BEGIN PRIVATE KEY'); write one with: openssl pkcs8 -topk8"
              + " -nocrypt -in OLD -out NEW");
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    String algorithm = certificates().getFirst().getPublicKey().getAlgorithm();
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private static boolean belongTogether(Pair pair) throws GeneralSecurityException {
    PublicKey known = pair.chain().getFirst().getPublicKey();
    String algorithm =
        switch (known.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> known.getAlgorithm();
        };
    byte[] text = {1, 2, 3};
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(pair.key());
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(known);
    signature.update(text);
    return signature.verify(signed);
  }

  /** Hands out the pair of the moment; it is the only one. */
  private final class Current extends X509ExtendedKeyManager {
    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return alias(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return alias(keyType);
    }

    private @Nullable String alias(String keyType) {
      return keyType.startsWith(pair.key().getAlgorithm()) ? ALIAS : null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return pair.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return pair.key();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[0];
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }
}

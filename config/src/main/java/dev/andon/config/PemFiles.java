package dev.andon.config;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * What TLS needs, from PEM files. Files are read at each call, so that a caller who asks for each
 * connection needs no restart when a certificate is renewed. Stateless.
 */
public final class PemFiles {
  private static final char[] NO_PASSWORD = {};
  private static final List<String> KEY_TYPES = List.of("RSA", "EC", "EdDSA");
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  private PemFiles() {}

  /**
   * Trusts what an authority of this file has signed, and nobody else.
   *
   * @throws IOException naming the file and what is wrong with it
   */
  public static TrustManagerFactory trusting(Path authorities) throws IOException {
    try {
      KeyStore store = trusted(authorities);
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory;
    } catch (GeneralSecurityException unusable) {
      throw new IOException(authorities + " cannot be used: " + unusable.getMessage(), unusable);
    }
  }

  private static KeyStore trusted(Path authorities) throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate certificate : certificates(authorities)) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    return store;
  }

  /**
   * Presents a certificate with its chain.
   *
   * @param key unencrypted PKCS#8: RSA, EC or EdDSA
   * @throws IOException naming the file and what is wrong with it
   */
  public static KeyManagerFactory presenting(Path chain, Path key) throws IOException {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keyStore(chain, key, NO_PASSWORD), NO_PASSWORD);
      return factory;
    } catch (GeneralSecurityException unusable) {
      throw new IOException(
          chain + " with " + key + " cannot be used: " + unusable.getMessage(), unusable);
    }
  }

  /**
   * A store in memory that holds one key with its chain.
   *
   * @param password protects the key in the store
   * @throws IOException naming the file and what is wrong with it
   */
  public static KeyStore keyStore(Path chain, Path key, char[] password) throws IOException {
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry(
          "own", privateKey(key), password, certificates(chain).toArray(Certificate[]::new));
      return store;
    } catch (GeneralSecurityException unusable) {
      throw new IOException(
          chain + " with " + key + " cannot be used: " + unusable.getMessage(), unusable);
    }
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    Collection<? extends Certificate> all =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
    if (all.isEmpty()) {
      throw new GeneralSecurityException("there is no certificate in " + file);
    }
    return all;
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new GeneralSecurityException(notAKey(file));
    }
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(decoded(pem.group(1), file));
    InvalidKeySpecException last = new InvalidKeySpecException(KEY_TYPES.toString());
    for (String type : KEY_TYPES) {
      try {
        return KeyFactory.getInstance(type).generatePrivate(spec);
      } catch (InvalidKeySpecException anotherType) {
        last = anotherType;
      }
    }
    throw new GeneralSecurityException(notAKey(file), last);
  }

  private static byte[] decoded(String base64, Path file) throws GeneralSecurityException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException cut) {
      throw new GeneralSecurityException(notAKey(file), cut);
    }
  }

  private static String notAKey(Path file) {
    return file + " holds no PKCS#8 key (RSA, EC or EdDSA); convert it with openssl pkcs8 -topk8";
  }
}

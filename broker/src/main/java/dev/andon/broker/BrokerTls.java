package dev.andon.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/**
 * What the embedded broker shows to its clients.
 *
 * @param keys one private key with its certificate chain
 * @param password of the key in it
 */
public record BrokerTls(KeyStore keys, String password) {

  /** Writes it, readable for this user alone, where HiveMQ reads it. Returns the XML for it. */
  String write(Path folder) throws IOException {
    Path file =
        Files.createFile(
            folder.resolve("broker.jks"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (OutputStream out = Files.newOutputStream(file)) {
      copy().store(out, password.toCharArray());
    } catch (GeneralSecurityException unusable) {
      throw new IOException("the broker's key cannot be used: " + unusable.getMessage(), unusable);
    }
    return """
        <tls><keystore>
          <path>%s</path><password>%s</password><private-key-password>%s</private-key-password>
        </keystore></tls>
        """
        .formatted(file, password, password);
  }

  private KeyStore copy() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    String alias = keys.aliases().nextElement();
    char[] secret = password.toCharArray();
    store.setKeyEntry(alias, keys.getKey(alias, secret), secret, keys.getCertificateChain(alias));
    return store;
  }

  @Override
  public String toString() {
    return "BrokerTls[***]";
  }
}

package dev.andon.sandbox.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An authority of the plant's own and the broker's certificate, made with the JDK's keytool.
 *
 * @param authority what hub and stations trust
 * @param certificate the broker's, for 127.0.0.1 and localhost
 * @param key the broker's, PKCS#8
 */
record Certificates(Path authority, Path certificate, Path key) {

  private static final String PASSWORD = "not-a-secret";
  private static final int PEM_COLUMNS = 64;

  /** Makes both anew, with keys that go away with the folder. */
  static Certificates make(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("keys.p12");
    Path authority = folder.resolve("ca.pem");
    Path request = folder.resolve("broker.csr");
    Path certificate = folder.resolve("broker.pem");
    Files.deleteIfExists(store);
    pair(store, "ca", "CN=soak plant CA", "bc:c");
    pair(store, "broker", "CN=soak broker", "san=ip:127.0.0.1,dns:localhost");
    keytool(store, "-exportcert", "-rfc", "-alias", "ca", "-file", authority.toString());
    keytool(store, "-certreq", "-alias", "broker", "-file", request.toString());
    keytool(
        store,
        "-gencert",
        "-rfc",
        "-alias",
        "ca",
        "-ext",
        "san=ip:127.0.0.1,dns:localhost",
        "-infile",
        request.toString(),
        "-outfile",
        certificate.toString());
    Path key = folder.resolve("broker.key");
    Files.writeString(key, pem(store));
    return new Certificates(authority, certificate, key);
  }

  private static void pair(Path store, String alias, String name, String extension)
      throws IOException, InterruptedException {
    keytool(
        store,
        "-genkeypair",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-validity",
        "60",
        "-alias",
        alias,
        "-dname",
        name,
        "-ext",
        extension);
  }

  private static void keytool(Path store, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(Arrays.asList(arguments));
    command.addAll(
        List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    Path said = store.resolveSibling("keytool.log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()))
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("keytool made no certificate: " + Files.readString(said));
    }
  }

  private static String pem(Path store) throws IOException {
    try {
      char[] password = PASSWORD.toCharArray();
      Key key = KeyStore.getInstance(store.toFile(), password).getKey("broker", password);
      byte[] newline = {'\n'};
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder(PEM_COLUMNS, newline).encodeToString(key.getEncoded())
          + "\n-----END PRIVATE KEY-----\n";
    } catch (GeneralSecurityException unusable) {
      throw new IOException("the broker's key cannot be read back", unusable);
    }
  }
}

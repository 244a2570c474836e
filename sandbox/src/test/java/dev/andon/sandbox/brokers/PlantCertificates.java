package dev.andon.sandbox.brokers;

import dev.andon.fixtures.MosquittoProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HeldCertificate;

/**
 * The plant's authority and what it signed: {@code ca.pem} for the broker, {@code trusted.pem} for
 * its clients, and NAME.pem with NAME.key for each name.
 */
final class PlantCertificates {
  private final Path folder;
  private final List<String> names;
  private HeldCertificate authority;

  PlantCertificates(Path folder, List<String> names) throws IOException {
    this.folder = folder;
    this.names = List.copyOf(names);
    this.authority = authority();
    issue();
  }

  private static HeldCertificate authority() {
    return new HeldCertificate.Builder().certificateAuthority(0).commonName("plant").build();
  }

  Path trusted() {
    return folder.resolve("trusted.pem");
  }

  Path certificate(String name) {
    return folder.resolve(name + ".pem");
  }

  Path key(String name) {
    return folder.resolve(name + ".key");
  }

  /** Another authority signs everything anew. */
  void renew() throws IOException {
    authority = authority();
    issue();
  }

  /** Clients trust a stranger. */
  void spoil() throws IOException {
    Files.writeString(trusted(), authority().certificatePem());
  }

  void mend() throws IOException {
    Files.writeString(trusted(), authority.certificatePem());
  }

  private void issue() throws IOException {
    Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
    mend();
    for (String name : names) {
      HeldCertificate issued =
          new HeldCertificate.Builder()
              .commonName(name)
              .addSubjectAlternativeName("127.0.0.1")
              .duration(1, TimeUnit.HOURS)
              .signedBy(authority)
              .build();
      Files.writeString(certificate(name), issued.certificatePem());
      Files.writeString(key(name), issued.privateKeyPkcs8Pem());
    }
    MosquittoProcess.readable(folder);
  }
}

package dev.andon.hub.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HeldCertificate;

/** A plant's own authority, and PEM files that it signed. */
final class Certificates {
  private final Path folder;
  private HeldCertificate authority;

  Certificates(Path folder) throws IOException {
    this.folder = folder;
    renewAuthority();
  }

  /** From here on another one signs, and its certificate lies in ca.pem. */
  void renewAuthority() throws IOException {
    authority = new HeldCertificate.Builder().certificateAuthority(0).commonName("plant").build();
    Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
  }

  /** Writes NAME.pem and NAME.key, good for an hour and for 127.0.0.1. */
  void issue(String name) throws IOException {
    HeldCertificate issued =
        new HeldCertificate.Builder()
            .commonName(name)
            .addSubjectAlternativeName("127.0.0.1")
            .addSubjectAlternativeName("localhost")
            .duration(1, TimeUnit.HOURS)
            .signedBy(authority)
            .build();
    Files.writeString(folder.resolve(name + ".pem"), issued.certificatePem());
    Files.writeString(folder.resolve(name + ".key"), issued.privateKeyPkcs8Pem());
  }
}

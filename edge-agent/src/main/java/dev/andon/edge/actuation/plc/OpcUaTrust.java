package dev.andon.edge.actuation.plc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.DefaultClientCertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.validation.ValidationCheck;
import org.jspecify.annotations.Nullable;

/**
 * Trusts the servers whose certificates lie in a file or a folder, or were signed by one that does;
 * of the latter the host's name must be right as well. Nothing is accepted that is not there.
 */
final class OpcUaTrust implements CertificateValidator {
  private final Path place;
  private final List<X509Certificate> trusted;

  private OpcUaTrust(Path place, List<X509Certificate> trusted) {
    this.place = place;
    this.trusted = List.copyOf(trusted);
  }

  /** Reads the certificates as they are now. */
  static OpcUaTrust of(Path place) throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    if (Files.isDirectory(place)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(place, Files::isRegularFile)) {
        for (Path file : files) {
          found.addAll(read(file));
        }
      } catch (DirectoryIteratorException unreadable) {
        throw unreadable.getCause();
      }
    } else {
      found.addAll(read(place));
    }
    if (found.isEmpty()) {
      throw new IOException("trusted: there is no certificate in " + place);
    }
    return new OpcUaTrust(place, found);
  }

  private static List<X509Certificate> read(Path file) throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    try {
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
        if (certificate instanceof X509Certificate known) {
          found.add(known);
        }
      }
      return found;
    } catch (CertificateException unreadable) {
      throw new IOException("trusted: " + file + " holds no certificate", unreadable);
    }
  }

  @Override
  public void validateCertificateChain(
      List<X509Certificate> chain,
      @Nullable String applicationUri,
      @Nullable String[] validHostnames)
      throws UaException {
    try {
      validator(trusted.contains(chain.getFirst()))
          .validateCertificateChain(chain, applicationUri, validHostnames);
    } catch (UaException refused) {
      throw new UaException(
          refused.getStatusCode().value(),
          "the certificate of the server is not trusted (%s, SHA-1 %s); if it is the right one, put it into %s"
              .formatted(
                  chain.getFirst().getSubjectX500Principal().getName(),
                  HexFormat.of()
                      .formatHex(CertificateUtil.thumbprint(chain.getFirst()).bytesOrEmpty()),
                  place),
          refused);
    }
  }

  private DefaultClientCertificateValidator validator(boolean known) {
    MemoryTrustListManager list = new MemoryTrustListManager();
    list.setTrustedCertificates(trusted);
    Set<ValidationCheck> checks =
        EnumSet.of(ValidationCheck.VALIDITY, ValidationCheck.APPLICATION_URI);
    if (!known) {
      checks.add(ValidationCheck.HOSTNAME);
    }
    return new DefaultClientCertificateValidator(list, checks, new MemoryCertificateQuarantine());
  }
}

package dev.andon.edge.actuation.plc;

import java.nio.file.Path;

/** How a connection to an OPC UA server is protected. */
public sealed interface OpcUaSecurity {

  /** Not at all: everybody on the way can read and change everything. */
  record None() implements OpcUaSecurity {}

  /**
   * Both sides show a certificate, with the newest policy of the two that both know, Basic256Sha256
   * at least.
   *
   * @param encrypted whether the content is encrypted as well as signed
   * @param trusted the server's certificate, or that of the authority that signed it: a PEM or DER
   *     file, or a folder of such
   * @param certificate this station's, PEM, with its application URI among the alternative names
   * @param key its RSA key, PEM, PKCS#8
   */
  record Certificates(boolean encrypted, Path trusted, Path certificate, Path key)
      implements OpcUaSecurity {}
}

package dev.andon.hub.http;

import java.nio.file.Path;

/**
 * The {@code http.tls} block: HTTPS, TLS 1.2 and later. The files are read again when they change,
 * as they do when a certificate is renewed.
 *
 * @param certFile the certificate and those between it and its root, PEM
 * @param keyFile its private key, PKCS#8 in PEM, without a password
 */
public record HttpTlsConfig(Path certFile, Path keyFile) {}

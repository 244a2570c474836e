package dev.andon.edge.actuation.plc;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import dev.andon.config.PemFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.eclipse.milo.opcua.sdk.client.DiscoveryClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfig;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfigBuilder;
import org.eclipse.milo.opcua.sdk.client.identity.UsernameProvider;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfigBuilder;

/**
 * Connects to an OPC UA server; certificates and the password's file are read again for each
 * connection. I/O runs on the library's own daemon threads.
 */
public final class OpcUaPort implements PlcPort {
  private static final char[] NO_PASSWORD = {};
  private static final Set<SecurityPolicy> POLICIES =
      Set.of(
          SecurityPolicy.Basic256Sha256,
          SecurityPolicy.Aes128_Sha256_RsaOaep,
          SecurityPolicy.Aes256_Sha256_RsaPss);
  private static final String APPLICATION = "urn:andon:station";

  static {
    NettyMemory.bound();
  }

  private final OpcUaTarget target;
  private final OpcUaNodes nodes;

  public OpcUaPort(OpcUaTarget target, OpcUaNodes nodes) {
    this.target = target;
    this.nodes = nodes;
    OpcUaVariables.check(nodes);
  }

  @Override
  public String name() {
    return target.name();
  }

  @Override
  public PlcLink connect() throws IOException, InterruptedException {
    OpcUaAnswers answers = new OpcUaAnswers(target.timeout());
    EndpointDescription endpoint = endpoint(answers);
    OpcUaClient client = client(endpoint);
    try {
      answers.await("connecting", client.connectAsync());
      return new OpcUaLink(client, answers, OpcUaVariables.of(nodes, client, answers));
    } catch (IOException | InterruptedException failure) {
      var _ = client.disconnectAsync();
      throw failure;
    }
  }

  @Override
  public void close() {}

  private EndpointDescription endpoint(OpcUaAnswers answers)
      throws IOException, InterruptedException {
    List<EndpointDescription> offered =
        answers.await(
            "asking for endpoints", DiscoveryClient.getEndpoints(target.endpoint(), this::hurry));
    EndpointDescription best =
        offered.stream()
            .filter(this::fits)
            .max(Comparator.comparingInt(endpoint -> endpoint.getSecurityLevel().intValue()))
            .orElseThrow(() -> new IOException(noneFits(offered)));
    // A server often names itself by a name that only it knows.
    return EndpointUtil.updateUrl(
        best, EndpointUtil.getHost(target.endpoint()), EndpointUtil.getPort(target.endpoint()));
  }

  private boolean fits(EndpointDescription endpoint) {
    return endpoint.getSecurityMode() == mode()
        && SecurityPolicy.fromUriSafe(endpoint.getSecurityPolicyUri())
            .filter(policy -> mode() == MessageSecurityMode.None || POLICIES.contains(policy))
            .isPresent();
  }

  private MessageSecurityMode mode() {
    return switch (target.security()) {
      case OpcUaSecurity.None none -> MessageSecurityMode.None;
      case OpcUaSecurity.Certificates certificates ->
          certificates.encrypted() ? MessageSecurityMode.SignAndEncrypt : MessageSecurityMode.Sign;
    };
  }

  private String noneFits(List<EndpointDescription> offered) {
    List<String> each =
        offered.stream()
            .map(
                endpoint ->
                    endpoint.getSecurityMode()
                        + " "
                        + String.valueOf(endpoint.getSecurityPolicyUri()).replaceFirst(".*#", ""))
            .distinct()
            .toList();
    return "the server offers no %s with Basic256Sha256 or newer (security), but %s"
        .formatted(mode(), each);
  }

  private void hurry(OpcTcpClientTransportConfigBuilder transport) {
    transport.setConnectTimeout(uint(target.timeout().toMillis()));
    transport.setAcknowledgeTimeout(uint(target.timeout().toMillis()));
  }

  private OpcUaClient client(EndpointDescription endpoint) throws IOException {
    OpcUaClientConfigBuilder config =
        OpcUaClientConfig.builder()
            .setEndpoint(endpoint)
            .setApplicationName(LocalizedText.english("Andon station"))
            .setApplicationUri(APPLICATION)
            .setRequestTimeout(uint(target.timeout().toMillis()));
    try {
      switch (target.security()) {
        case OpcUaSecurity.None none -> {}
        case OpcUaSecurity.Certificates files -> secure(config, files);
      }
      login(config);
      return OpcUaClient.create(config.build(), this::hurry);
    } catch (UaException unusable) {
      throw new IOException(OpcUaAnswers.reason(unusable), unusable);
    }
  }

  private void login(OpcUaClientConfigBuilder config) throws IOException {
    if (target.login().isEmpty()) {
      return;
    }
    OpcUaTarget.Login login = target.login().get();
    byte[] password = login.password().current().text().getBytes(StandardCharsets.UTF_8);
    config.setIdentityProvider(
        target.security() instanceof OpcUaSecurity.Certificates files
            ? new UsernameProvider(
                login.username(), password::clone, OpcUaTrust.of(files.trusted()))
            : new UsernameProvider(login.username(), password::clone));
  }

  private static void secure(OpcUaClientConfigBuilder config, OpcUaSecurity.Certificates files)
      throws IOException {
    KeyStore store = PemFiles.keyStore(files.certificate(), files.key(), NO_PASSWORD);
    try {
      if (!(store.getCertificate("own") instanceof X509Certificate own)
          || !(store.getKey("own", NO_PASSWORD) instanceof PrivateKey key)) {
        throw new IOException(files.certificate() + " with " + files.key() + " cannot be used");
      }
      String uri =
          CertificateUtil.getSanUri(own)
              .orElseThrow(
                  () ->
                      new IOException(
                          files.certificate()
                              + " has no URI among its subject's alternative names, which OPC UA"
                              + " needs; see docs/line.md for how to make one"));
      config
          .setApplicationUri(uri)
          .setCertificate(own)
          .setCertificateChain(new X509Certificate[] {own})
          .setKeyPair(new KeyPair(own.getPublicKey(), key))
          .setCertificateValidator(OpcUaTrust.of(files.trusted()));
    } catch (GeneralSecurityException unusable) {
      throw new IOException(files.certificate() + " cannot be used", unusable);
    }
  }
}

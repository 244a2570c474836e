package dev.andon.edge.actuation.plc;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.identity.AnonymousIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.CompositeValidator;
import org.eclipse.milo.opcua.sdk.server.identity.UsernameIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.security.CertificateGroup;
import org.eclipse.milo.opcua.stack.core.security.DefaultApplicationGroup;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.DefaultServerCertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateStore;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.RsaSha256CertificateFactory;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransportConfig;

/**
 * The library's OPC UA server on loopback, with a few variables; each write is noted in order. It
 * answers with and without certificates, to nobody in particular and to the user {@code andon}.
 */
public final class OpcUaTestServer implements AutoCloseable {
  static final String URI = "urn:andon:test:plc";
  static final KeyPair KEYS = keys();
  static final X509Certificate CERTIFICATE = selfSigned(KEYS, URI);

  private final List<String> writes = new CopyOnWriteArrayList<>();
  private final Map<String, Object> values = new ConcurrentHashMap<>();
  private final int port;
  private final OpcUaServer server;
  private final Variables variables;

  private OpcUaTestServer(int port, List<X509Certificate> trustedClients) throws Exception {
    this.port = port;
    server =
        new OpcUaServer(
            config(trustedClients),
            profile -> new OpcTcpServerTransport(OpcTcpServerTransportConfig.newBuilder().build()));
    variables = new Variables(server);
    variables.startup();
  }

  public static OpcUaTestServer start(int port, X509Certificate... trustedClients)
      throws Exception {
    OpcUaTestServer started = new OpcUaTestServer(port, List.of(trustedClients));
    var _ = started.server.startup().get();
    return started;
  }

  static KeyPair keys() {
    try {
      return SelfSignedCertificateGenerator.generateRsaKeyPair(2_048);
    } catch (java.security.NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static X509Certificate selfSigned(KeyPair keys, String uri) {
    try {
      return new SelfSignedCertificateBuilder(keys)
          .setCommonName("plc")
          .setApplicationUri(uri)
          .addIpAddress("127.0.0.1")
          .build();
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  public String endpoint() {
    return "opc.tcp://127.0.0.1:" + port;
  }

  /** {@code Name=value} in order, without these names. */
  public List<String> writes(String... without) {
    return writes.stream()
        .filter(write -> !List.of(without).contains(write.replaceAll("=.*", "")))
        .toList();
  }

  public Object value(String name) {
    return values.getOrDefault(name, "nothing");
  }

  @Override
  public void close() {
    variables.shutdown();
    var _ = server.shutdown().join();
  }

  private OpcUaServerConfig config(List<X509Certificate> trustedClients) throws Exception {
    MemoryTrustListManager trust = new MemoryTrustListManager();
    trust.setTrustedCertificates(trustedClients);
    MemoryCertificateQuarantine quarantine = new MemoryCertificateQuarantine();
    CertificateGroup group =
        DefaultApplicationGroup.createAndInitialize(
            trust,
            new MemoryCertificateStore(),
            new RsaSha256CertificateFactory() {
              @Override
              public KeyPair createRsaSha256KeyPair() {
                return KEYS;
              }

              @Override
              protected X509Certificate[] createRsaSha256CertificateChain(KeyPair keys) {
                return new X509Certificate[] {CERTIFICATE};
              }
            },
            new DefaultServerCertificateValidator(trust, quarantine));
    return OpcUaServerConfig.builder()
        .setApplicationName(LocalizedText.english("controller"))
        .setApplicationUri(URI)
        .setProductUri(URI)
        .setCertificateManager(new DefaultCertificateManager(quarantine, group))
        .setIdentityValidator(
            new CompositeValidator(
                AnonymousIdentityValidator.INSTANCE,
                new UsernameIdentityValidator(
                    login ->
                        login.getUsername().equals("andon")
                            && login.getPassword().equals("secret"))))
        .setEndpoints(
            Set.of(
                endpoint(SecurityPolicy.None, MessageSecurityMode.None),
                endpoint(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt)))
        .build();
  }

  /** It calls itself by a name that nobody else knows, as many controllers do. */
  private EndpointConfig endpoint(SecurityPolicy policy, MessageSecurityMode mode) {
    return EndpointConfig.newBuilder()
        .setBindAddress("127.0.0.1")
        .setBindPort(port)
        .setHostname("plc-4711")
        .setCertificate(CERTIFICATE)
        .setSecurityPolicy(policy)
        .setSecurityMode(mode)
        .addTokenPolicies(
            OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS,
            OpcUaServerConfig.USER_TOKEN_POLICY_USERNAME)
        .build();
  }

  private final class Variables extends ManagedNamespaceWithLifecycle {
    Variables(OpcUaServer server) {
      super(server, "urn:andon:test:line");
      getLifecycleManager()
          .addStartupTask(
              () -> {
                add("Result", NodeIds.Int16, (short) 0, true);
                add("Wide", NodeIds.Int64, 0L, true);
                add("Part", NodeIds.String, "", true);
                add("Sequence", NodeIds.UInt16, null, true);
                add("Alive", NodeIds.Boolean, false, true);
                add("Locked", NodeIds.Int16, (short) 0, false);
              });
    }

    private void add(
        String name,
        NodeId type,
        @org.jspecify.annotations.Nullable Object initial,
        boolean writable) {
      UaVariableNode node =
          UaVariableNode.build(
              getNodeContext(),
              builder ->
                  builder
                      .setNodeId(newNodeId(name))
                      .setBrowseName(newQualifiedName(name))
                      .setDisplayName(LocalizedText.english(name))
                      .setDataType(type)
                      .setTypeDefinition(NodeIds.BaseDataVariableType)
                      .setValue(new DataValue(new Variant(initial)))
                      .setAccessLevel(writable ? AccessLevel.READ_WRITE : AccessLevel.READ_ONLY)
                      .setUserAccessLevel(writable ? AccessLevel.READ_WRITE : AccessLevel.READ_ONLY)
                      .build());
      node.addReference(
          new Reference(
              node.getNodeId(), NodeIds.Organizes, NodeIds.ObjectsFolder.expanded(), false));
      node.addAttributeObserver(
          (changed, attribute, value) -> {
            if (attribute == AttributeId.Value && value instanceof DataValue written) {
              values.put(name, String.valueOf(written.value().value()));
              writes.add(name + "=" + written.value().value());
            }
          });
      getNodeManager().addNode(node);
    }

    @Override
    public void onDataItemsCreated(List<DataItem> items) {}

    @Override
    public void onDataItemsModified(List<DataItem> items) {}

    @Override
    public void onDataItemsDeleted(List<DataItem> items) {}

    @Override
    public void onMonitoringModeChanged(List<MonitoredItem> items) {}
  }
}

package io.treeline.receiver.net;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;

/// The context made last. Each has its own sessions, so none is resumed under authorities that it
/// was not checked against.
final class ReloadingContext extends SslContext {
  private final TlsContexts contexts;
  private final AtomicReference<SslContext> current;

  ReloadingContext(TlsContexts contexts, TlsFiles files)
      throws GeneralSecurityException, IOException {
    this.contexts = contexts;
    this.current = new AtomicReference<>(contexts.of(files));
  }

  void use(TlsFiles files) throws GeneralSecurityException, IOException {
    current.set(contexts.of(files));
  }

  private SslContext current() {
    return Objects.requireNonNull(current.get());
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator) {
    return withGroups(current().newEngine(allocator));
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
    return withGroups(current().newEngine(allocator, peerHost, peerPort));
  }

  private SSLEngine withGroups(SSLEngine engine) {
    List<String> groups = contexts.groups();
    if (!groups.isEmpty()) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setNamedGroups(groups.toArray(String[]::new));
      engine.setSSLParameters(parameters);
    }
    return engine;
  }

  @Override
  public boolean isClient() {
    return false;
  }

  @Override
  public List<String> cipherSuites() {
    return current().cipherSuites();
  }

  @Override
  @SuppressWarnings("deprecation") // The supertype's.
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return current().applicationProtocolNegotiator();
  }

  @Override
  public SSLSessionContext sessionContext() {
    return current().sessionContext();
  }
}

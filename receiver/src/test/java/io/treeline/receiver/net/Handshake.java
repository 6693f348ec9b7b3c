package io.treeline.receiver.net;

import io.treeline.testkit.TestCertificate;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// TLS handshakes in memory.
final class Handshake {
  private static final int BUFFER_BYTES = 32_768;
  private static final char[] NO_PASSWORD = {};

  private Handshake() {}

  /// A client that trusts an authority and has, or has not, a certificate of its own.
  static SSLEngine client(TestCertificate authority, @Nullable TestCertificate own)
      throws Exception {
    KeyStore trust = emptyStore();
    trust.setCertificateEntry("ca", certificate(authority));
    TrustManagerFactory trusts = TrustManagerFactory.getInstance("PKIX");
    trusts.init(trust);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    KeyStore store = emptyStore();
    if (own != null) {
      Certificate[] chain = PemText.certificates(own.chainPem()).toArray(Certificate[]::new);
      store.setKeyEntry("own", own.keys().getPrivate(), NO_PASSWORD, chain);
    }
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusts.getTrustManagers(), null);
    SSLEngine engine = context.createSSLEngine("localhost", 4317);
    engine.setUseClientMode(true);
    return engine;
  }

  private static KeyStore emptyStore() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static X509Certificate certificate(TestCertificate certificate)
      throws GeneralSecurityException {
    return PemText.certificates(certificate.pem()).getFirst();
  }

  /// Lets both come to an end, and the client read what the server said last.
  ///
  /// @throws SSLException if one of them refuses the other
  static void between(SSLEngine client, SSLEngine server) throws SSLException {
    ByteBuffer toServer = ByteBuffer.allocate(BUFFER_BYTES);
    ByteBuffer toClient = ByteBuffer.allocate(BUFFER_BYTES);
    client.beginHandshake();
    server.beginHandshake();
    for (int round = 0; round < 20; round++) {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    }
    for (SSLEngine engine : List.of(client, server)) {
      if (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
        throw new SSLException("no end: " + engine.getHandshakeStatus());
      }
    }
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    ByteBuffer plain = ByteBuffer.allocate(BUFFER_BYTES);
    runTasks(engine);
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      engine.wrap(ByteBuffer.allocate(0), out);
    } else {
      in.flip();
      engine.unwrap(in, plain);
      in.compact();
    }
    runTasks(engine);
  }

  private static void runTasks(SSLEngine engine) {
    Runnable task = engine.getDelegatedTask();
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }
}

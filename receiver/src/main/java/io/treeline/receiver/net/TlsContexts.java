package io.treeline.receiver.net;

import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2SecurityUtil;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.netty.shaded.io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;

/// Makes the contexts of one port, which differ in their certificates only.
final class TlsContexts {
  private final List<String> versions;
  private final List<String> cipherSuites;
  private final List<String> groups;
  private final ApplicationProtocolConfig alpn;

  /// @throws IllegalArgumentException if a name is not known
  TlsContexts(TlsSettings settings, Alpn alpn) throws GeneralSecurityException {
    this.versions = TlsNames.versions(settings);
    this.cipherSuites =
        settings.cipherSuites().isEmpty()
            ? Http2SecurityUtil.CIPHERS
            : TlsNames.cipherSuites(settings, SSLContext.getDefault().getSupportedSSLParameters());
    this.groups = TlsNames.groups(settings);
    this.alpn =
        new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            alpn.protocols());
  }

  /// Names of groups for each engine, empty for the platform's.
  List<String> groups() {
    return groups;
  }

  SslContext of(TlsFiles files) throws GeneralSecurityException, IOException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(files.privateKey(), files.chain())
            .sslProvider(SslProvider.JDK)
            .protocols(versions)
            .ciphers(cipherSuites, SupportedCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(alpn);
    List<X509Certificate> authorities = files.clientAuthorities();
    if (authorities != null) {
      builder.trustManager(authorities).clientAuth(ClientAuth.REQUIRE);
    }
    return builder.build();
  }
}

//! One HTTP client for all AWS clients.
//!
//! TLS by rustls with `ring`: the SDK's default provider spends over 100 ms of CPU on entropy at its first connection.

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// The shared client. Root certificates are read when the first service client is made, not before.
///
/// `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are honoured, and so is `ca_bundle`, a PEM text that is trusted beside
/// the system's certificates: both are what a company's network asks for.
pub(super) fn shared_client(ca_bundle: Option<Vec<u8>>) -> SharedHttpClient {
    Builder::new().build_with_connector_fn(move |settings, components| {
        let mut roots = TrustStore::default();
        if let Some(pem) = &ca_bundle {
            roots.add_pem_certificate(pem.clone());
        }
        let tls =
            TlsContext::builder().with_trust_store(roots).build().expect("a trust store alone always makes a context");
        let mut connector = Connector::builder();
        connector.set_connector_settings(settings.cloned());
        if let Some(components) = components {
            connector.set_sleep_impl(components.sleep_impl());
        }
        connector
            .proxy_config(ProxyConfig::from_env())
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(tls)
            .build()
    })
}

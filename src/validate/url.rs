//! What kind of address a callback or sign-out URL is.

/// Whether a browser opens it without encryption.
pub(super) fn is_http(url: &str) -> bool {
    has_scheme(url, "http")
}

/// Whether a browser opens it with encryption.
pub(super) fn is_https(url: &str) -> bool {
    has_scheme(url, "https")
}

/// Whether it leads to the user's own machine.
pub(super) fn is_local(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_loopback = host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback());
    let is_web = ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    is_web && (host.eq_ignore_ascii_case("localhost") || is_loopback)
}

fn has_scheme(url: &str, wanted: &str) -> bool {
    url.split_once("://").is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_users_own_machine_is_local() {
        for url in [
            "http://localhost",
            "https://LOCALHOST:3000/x",
            "http://127.0.0.1?a",
            "http://[::1]:80/",
            "http://u@localhost/",
        ] {
            assert!(is_local(url), "{url}");
        }
        for url in [
            "http://localhost.example.com/",
            "http://localhost@example.com/",
            "app://localhost/",
            "localhost",
            "http://1.2.3.4/",
        ] {
            assert!(!is_local(url), "{url}");
        }
    }

    #[test]
    fn a_scheme_is_compared_as_a_whole() {
        assert!(is_http("HTTP://a") && !is_http("https://a") && !is_http("httpx://a") && !is_http("http"));
        assert!(is_https("https://a") && !is_https("http://a"));
    }
}

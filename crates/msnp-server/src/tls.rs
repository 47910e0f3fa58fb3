//! TLS for the web pages: the certificate of a household, or one that somebody brings.
//!
//! Nobody vouches for the certificate that the server makes for itself: people compare its fingerprint once, and their
//! clients remember it. So it must stay the same. It has no end, is kept with the accounts, and is not made anew when
//! the machine gets another address: whoever remembers a fingerprint doesn't look at the names.

use crate::ServerError;
use crate::entropy::{Entropy as _, SystemEntropy};
use msnp::types::Fingerprint;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The server's own certificate with its key, in the folder of the accounts. One file, so that the two always belong
/// together.
const FILE: &str = "tls.pem";
/// The longest file that is read. A chain of certificates has a few kilobytes.
const LONGEST: u64 = 256 * 1024;

/// Which certificate the web pages have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum TlsChoice {
    /// None: there is only plain HTTP.
    Off,
    /// The server's own, made on the first start and kept with the accounts.
    #[default]
    Own,
    /// Somebody else's, in PEM.
    Files {
        /// The certificate, and after it those of whoever vouches for it.
        certificate: PathBuf,
        /// Its key.
        key: PathBuf,
    },
}

/// What is needed to speak TLS.
#[derive(Clone)]
pub(crate) struct Tls {
    pub(crate) config: Arc<rustls::ServerConfig>,
    pub(crate) fingerprint: Fingerprint,
}

/// Reads the certificate that is wanted, or makes it. It reads from the disk: not for a thread that must not wait.
pub(crate) fn open(choice: &TlsChoice, data: &Path, listen: IpAddr) -> Result<Option<Tls>, ServerError> {
    match choice {
        TlsChoice::Off => Ok(None),
        TlsChoice::Own => {
            let path = data.join(FILE);
            let fail = |reason: String| ServerError::Certificate { path: path.clone(), reason };
            let pem = match read(&path) {
                Ok(pem) => pem,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    let made = make(listen).map_err(|error| fail(error.to_string()))?;
                    // Another server on the same folder may have been faster: its certificate is the one.
                    keep(&path, &made).map_err(|error| fail(error.to_string()))?;
                    read(&path).map_err(|error| fail(error.to_string()))?
                }
                Err(error) => return Err(fail(error.to_string())),
            };
            make_private(&path).map_err(|error| fail(error.to_string()))?;
            // It isn't replaced by itself: everybody would have to compare fingerprints again.
            let again = |reason| fail(format!("{reason}. Move it away to have a new one made"));
            Ok(Some(load(&pem, &pem).map_err(again)?))
        }
        TlsChoice::Files { certificate, key } => {
            let text = |path: &PathBuf| {
                read(path).map_err(|error| ServerError::Certificate { path: path.clone(), reason: error.to_string() })
            };
            let tls = load(&text(certificate)?, &text(key)?);
            tls.map(Some).map_err(|reason| ServerError::Certificate { path: certificate.clone(), reason })
        }
    }
}

fn load(certificates: &[u8], key: &[u8]) -> Result<Tls, String> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificates).collect();
    let chain = chain.map_err(|error| format!("there is a certificate in it that can't be read: {error}"))?;
    let first = chain.first().ok_or("there is no certificate in it")?;
    let fingerprint = Fingerprint::of_certificate(first);
    let key =
        PrivateKeyDer::from_pem_slice(key).map_err(|error| format!("there is no key that can be read: {error}"))?;
    let mut config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| format!("certificate and key can't be used: {error}"))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Tls { config: Arc::new(config), fingerprint })
}

/// A certificate with its key, as PEM.
fn make(listen: IpAddr) -> Result<String, rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::default();
    for name in names(listen) {
        // A name of this machine that can't stand in a certificate is left out.
        if let Ok(mut one) = CertificateParams::new([name]) {
            params.subject_alt_names.append(&mut one.subject_alt_names);
        }
    }
    params.distinguished_name.push(DnType::CommonName, "Swallowtail server");
    // A clock that is wrong must not keep a household out, and what has no end can't end unnoticed.
    params.not_before = rcgen::date_time_ymd(2000, 1, 1);
    params.not_after = rcgen::date_time_ymd(9999, 12, 31);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = params.self_signed(&key)?;
    Ok(format!("{}{}", certificate.pem(), key.serialize_pem()))
}

/// Under which names and addresses clients may know this machine.
fn names(listen: IpAddr) -> Vec<String> {
    let mut names = vec!["localhost".to_owned()];
    let host = gethostname::gethostname().to_string_lossy().to_ascii_lowercase();
    if !host.is_empty() {
        if !host.contains('.') {
            // What a household's own name service makes of it.
            names.push(format!("{host}.local"));
        }
        names.push(host);
    }
    let mut addresses = vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    if listen.is_unspecified() {
        addresses.extend(outward())
    } else {
        addresses.push(listen)
    }
    names.extend(addresses.iter().map(IpAddr::to_string));
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// The addresses that this machine has towards others: those from which it would speak. Nothing is sent for that.
fn outward() -> impl Iterator<Item = IpAddr> {
    let documentation: [(SocketAddr, SocketAddr); 2] = [
        ((Ipv4Addr::UNSPECIFIED, 0).into(), (Ipv4Addr::new(192, 0, 2, 1), 9).into()),
        ((Ipv6Addr::UNSPECIFIED, 0).into(), (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1), 9).into()),
    ];
    documentation.into_iter().filter_map(|(from, to)| {
        let socket = UdpSocket::bind(from).ok()?;
        socket.connect(to).ok()?;
        Some(socket.local_addr().ok()?.ip())
    })
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    File::open(path)?.take(LONGEST + 1).read_to_end(&mut text)?;
    if text.len() as u64 > LONGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the file is too long"));
    }
    Ok(text)
}

/// Puts the file there whole, for nobody else's eyes, unless there is one.
fn keep(path: &Path, text: &str) -> io::Result<()> {
    let mut number = [0; 8];
    SystemEntropy::new().map_err(|error| io::Error::other(error.to_string()))?.fill(&mut number);
    let beside = path.with_extension(format!("{:016x}.new", u64::from_le_bytes(number)));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let kept = written.and_then(|()| match fs::hard_link(&beside, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        // Some file systems have no second names. There it may replace one that was made at the same moment.
        Err(_) => fs::rename(&beside, path),
        Ok(()) => Ok(()),
    });
    // Gone already where it was renamed.
    let _ = fs::remove_file(&beside);
    kept
}

fn make_private(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTEN: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 168, 1, 5));

    fn own(data: &Path) -> Result<Option<Tls>, ServerError> {
        open(&TlsChoice::Own, data, LISTEN)
    }

    fn fingerprint(tls: Result<Option<Tls>, ServerError>) -> Fingerprint {
        tls.unwrap_or_else(|error| panic!("{error}")).expect("a certificate").fingerprint
    }

    #[test]
    fn its_own_certificate_is_made_once_and_kept_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let first = fingerprint(own(folder.path()));
        assert_eq!(fingerprint(own(folder.path())), first);
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, [FILE]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let path = folder.path().join(FILE);
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            assert_eq!(fingerprint(own(folder.path())), first);
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let other = tempfile::tempdir().unwrap();
        assert_ne!(fingerprint(own(other.path())), first);
        assert!(open(&TlsChoice::Off, folder.path(), LISTEN).unwrap().is_none());
    }

    #[test]
    fn servers_that_start_together_agree() {
        let folder = tempfile::tempdir().unwrap();
        let all: Vec<_> = std::thread::scope(|scope| {
            let starting: Vec<_> = (0..8).map(|_| scope.spawn(|| fingerprint(own(folder.path())))).collect();
            starting.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(all.iter().all(|one| *one == all[0]), "{all:?}");
    }

    #[test]
    fn a_broken_one_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        fingerprint(own(folder.path()));
        let whole = fs::read_to_string(&path).unwrap();
        let key = &whole[whole.find("-----BEGIN PRIVATE").unwrap()..];
        for broken in ["", "x", key, &whole[..whole.len() - key.len()], &"x".repeat(300 * 1024)] {
            fs::write(&path, broken).unwrap();
            let Err(error) = own(folder.path()) else { panic!("taken: {broken:.40}") };
            let error = error.to_string();
            assert!(error.contains(FILE) && error.ends_with('.'), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), broken);
        }
    }

    #[test]
    fn somebody_elses_is_taken_from_two_files() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (make(LISTEN).unwrap(), make(LISTEN).unwrap());
        let split = |whole: &str| whole.split_at(whole.find("-----BEGIN PRIVATE").unwrap()).0.to_owned();
        let (certificate, key) = (folder.path().join("certificate.pem"), folder.path().join("key.pem"));
        let choice = TlsChoice::Files { certificate: certificate.clone(), key: key.clone() };
        let open = || open(&choice, folder.path(), LISTEN);
        assert!(open().is_err_and(|error| error.to_string().contains("certificate.pem")));
        fs::write(&certificate, split(&one)).unwrap();
        assert!(open().is_err_and(|error| error.to_string().contains("key.pem")));
        fs::write(&key, &other).unwrap();
        assert!(open().is_err(), "a key of another certificate");
        fs::write(&key, &one).unwrap();
        let der = CertificateDer::from_pem_slice(one.as_bytes()).unwrap();
        assert_eq!(fingerprint(open()), Fingerprint::of_certificate(&der));
    }

    #[test]
    fn it_knows_the_machine_by_all_its_names() {
        let names = names(LISTEN);
        for name in ["localhost", "127.0.0.1", "::1", "192.168.1.5"] {
            assert_eq!(names.iter().filter(|one| *one == name).count(), 1, "{names:?}");
        }
        assert!(super::names(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).iter().all(|name| name != "0.0.0.0"));
    }
}

//! From a URL, a keyword string or libpq's environment to a connection; passwords never leave this file.

use super::tls;
use crate::error::{Error, Result};
use std::{collections::BTreeMap, env, error::Error as _, fmt, fs, path::PathBuf, time::Duration};
use tokio_postgres::{Client, Config, NoTls, config::Host, config::SslMode};

/// Where to connect, fully resolved; its Display shows no secret.
#[derive(Clone)]
pub struct Target {
    config: Config,
    tls: tls::Mode,
    root_certificates: Option<PathBuf>,
    pub warnings: Vec<String>,
}

/// Parameters of drivers and tools that mean nothing to a server.
const FOREIGN: &[&str] = &[
    "schema",
    "connection_limit",
    "pool_timeout",
    "pgbouncer",
    "socket_timeout",
    "statement_cache_size",
    "sslaccept",
    "uselibpqcompat",
    "supa",
    "pool_mode",
    "search_path",
];

impl Target {
    /// From `--database-url`, in URI or keyword form; what it does not say comes from libpq's environment.
    ///
    /// # Errors
    /// `Usage` where the text cannot be understood. The text itself is never repeated: it may hold a password.
    pub fn parse(text: &str) -> Result<Self> {
        let mut settings = environment();
        let (plain, mut said, warnings) = strip_parameters(text);
        let mut config: Config = plain.parse().map_err(|error: tokio_postgres::Error| usage(&describe(&error)))?;
        if let Some(service) = said.remove("service").or_else(|| settings.remove("service")) {
            settings.extend(service_file(&service)?);
        }
        settings.extend(said);
        fill(&mut config, &settings)?;
        let mode = settings.get("sslmode").map_or("prefer", String::as_str);
        let root = settings.get("sslrootcert").cloned();
        let system = root.as_deref() == Some("system");
        let tls = tls::Mode::parse(mode).ok_or_else(|| usage(&format!("sslmode {mode} does not exist")))?;
        // As libpq: certificates of the system always mean full verification.
        let tls = if system { tls::Mode::VerifyFull } else { tls };
        config.ssl_mode(match tls {
            tls::Mode::Disable => SslMode::Disable,
            tls::Mode::Prefer => SslMode::Prefer,
            _ => SslMode::Require,
        });
        config.application_name(concat!("migcheck ", env!("CARGO_PKG_VERSION")));
        Ok(Self { config, tls, root_certificates: root.filter(|_| !system).map(PathBuf::from), warnings })
    }

    /// From libpq's environment alone; None where it names neither host, service nor database.
    ///
    /// # Errors
    /// As [`Target::parse`].
    pub fn from_environment() -> Result<Option<Self>> {
        let named = ["PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE"].iter().any(|it| env::var_os(it).is_some());
        if named { Self::parse("").map(Some) } else { Ok(None) }
    }

    pub(super) async fn open(&self) -> Result<Client> {
        let unreachable = |error: tokio_postgres::Error| Error::Undecided {
            message: format!("cannot connect to {self}: {}", describe(&error)),
            help: help_for(&error),
        };
        if self.tls == tls::Mode::Disable || self.is_local() {
            let (client, connection) = self.config.connect(NoTls).await.map_err(unreachable)?;
            tokio::spawn(connection);
            return Ok(client);
        }
        let connector = tls::connector(self.tls, self.root_certificates.as_deref())?;
        let (client, connection) = self.config.connect(connector).await.map_err(unreachable)?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// For a session without TLS, of `prove`.
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Whether every host is this machine, by socket or loopback address.
    pub(crate) fn is_on_this_machine(&self) -> bool {
        let loopback = |host: &str| {
            host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        };
        let hosts = self.config.get_hosts().iter().all(|host| match host {
            Host::Unix(_) => true,
            Host::Tcp(name) => loopback(name),
        });
        hosts && self.config.get_hostaddrs().iter().all(|it| it.is_loopback())
    }

    /// Only unix sockets, on which TLS does not exist.
    fn is_local(&self) -> bool {
        !self.config.get_hosts().is_empty() && self.config.get_hosts().iter().all(|it| !matches!(it, Host::Tcp(_)))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "postgresql://")?;
        if let Some(user) = self.config.get_user() {
            write!(f, "{user}@")?;
        }
        let ports = self.config.get_ports();
        for (at, host) in self.config.get_hosts().iter().enumerate() {
            let separator = if at == 0 { "" } else { "," };
            match host {
                Host::Tcp(name) => write!(f, "{separator}{name}")?,
                Host::Unix(path) => write!(f, "{separator}{}", path.display())?,
            }
            if let Some(port) = ports.get(at).or_else(|| ports.first()) {
                write!(f, ":{port}")?;
            }
        }
        write!(f, "/{}", self.config.get_dbname().unwrap_or_default())
    }
}

/// The driver's error with the server's or the system's own words behind it; these never contain the password.
pub(super) fn describe(error: &tokio_postgres::Error) -> String {
    if let Some(server) = error.as_db_error() {
        return server.message().to_owned();
    }
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        source = inner.source();
    }
    text
}

fn help_for(error: &tokio_postgres::Error) -> Option<String> {
    let text = describe(error);
    let help = if text.contains("refused") || text.contains("No such file") {
        "is the server running there? check host and port"
    } else if text.contains("password") {
        "check user and password (PGPASSWORD, ~/.pgpass)"
    } else if text.contains("certificate") || text.contains("tls") || text.contains("TLS") {
        "check sslmode and sslrootcert"
    } else if text.contains("unsupported startup parameter") {
        "connect to the server itself instead of the pooler"
    } else {
        return None;
    };
    Some(help.to_owned())
}

fn usage(because: &str) -> Error {
    Error::Usage {
        message: format!("cannot understand the database URL: {because}"),
        help: Some("write postgresql://user@host:5432/database?sslmode=verify-full".to_owned()),
    }
}

/// Takes the parameters that the driver does not know out of a URI or keyword string: those that we handle, and those
/// of other tools (which are named in a warning).
fn strip_parameters(text: &str) -> (String, BTreeMap<String, String>, Vec<String>) {
    let text = text.strip_prefix("jdbc:").unwrap_or(text);
    let text = match text.split_once("://") {
        // SQLAlchemy names its driver in the scheme.
        Some((scheme, rest)) if scheme.starts_with("postgres") && scheme.contains('+') => {
            format!("postgresql://{rest}")
        }
        _ => text.to_owned(),
    };
    let (mut ours, mut warnings) = (BTreeMap::new(), Vec::new());
    let mut keep = |name: &str, value: &str| -> bool {
        match name {
            "sslmode" | "sslrootcert" | "service" => {
                ours.insert(name.to_owned(), value.to_owned());
                false
            }
            "sslcert" | "sslkey" | "sslnegotiation" | "gssencmode" | "sslcrl" => {
                warnings.push(format!("the connection parameter {name} is not supported and was ignored"));
                false
            }
            other if FOREIGN.contains(&other) => {
                warnings.push(format!("the connection parameter {name} is no parameter of Postgres and was ignored"));
                false
            }
            _ => true,
        }
    };
    let plain = if text.contains("://") {
        let (base, query) = text.split_once('?').unwrap_or((&text, ""));
        let kept: Vec<&str> = query
            .split('&')
            .filter(|it| !it.is_empty())
            .filter(|it| it.split_once('=').is_none_or(|(name, value)| keep(name, &percent_decode(value))))
            .collect();
        if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) }
    } else {
        // Keyword form; values with blanks are quoted, which only passwords and options need: those stay as they are.
        let kept = text
            .split(' ')
            .filter(|it| it.split_once('=').is_none_or(|(name, value)| keep(name.trim(), value.trim_matches('\''))));
        kept.collect::<Vec<_>>().join(" ")
    };
    (plain, ours, warnings)
}

fn percent_decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let digits: Vec<u8> = bytes.by_ref().take(2).collect();
        let code = std::str::from_utf8(&digits).ok().and_then(|it| u8::from_str_radix(it, 16).ok());
        match code {
            Some(code) => out.push(code),
            None => {
                out.push(b'%');
                out.extend(digits);
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// libpq's variables by the name of their connection parameter.
fn environment() -> BTreeMap<String, String> {
    let variables = [
        ("PGHOST", "host"),
        ("PGHOSTADDR", "host"),
        ("PGPORT", "port"),
        ("PGDATABASE", "dbname"),
        ("PGUSER", "user"),
        ("PGPASSWORD", "password"),
        ("PGPASSFILE", "passfile"),
        ("PGSERVICE", "service"),
        ("PGSSLMODE", "sslmode"),
        ("PGSSLROOTCERT", "sslrootcert"),
        ("PGCONNECT_TIMEOUT", "connect_timeout"),
        ("PGOPTIONS", "options"),
    ];
    variables.into_iter().filter_map(|(variable, name)| Some((name.to_owned(), env::var(variable).ok()?))).collect()
}

/// Gives the configuration what it lacks, with libpq's defaults last.
fn fill(config: &mut Config, settings: &BTreeMap<String, String>) -> Result<()> {
    let said = |name: &str| settings.get(name).map(String::as_str).filter(|it| !it.is_empty());
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        for host in said("host").unwrap_or("localhost").split(',') {
            config.host(host);
        }
    }
    if config.get_ports().is_empty() {
        for port in said("port").unwrap_or("5432").split(',') {
            config.port(port.parse().map_err(|_| usage(&format!("the port {port} is not a number")))?);
        }
    }
    if config.get_user().is_none() {
        let system = env::var("USER").or_else(|_| env::var("LOGNAME")).unwrap_or_else(|_| "postgres".to_owned());
        config.user(said("user").unwrap_or(&system));
    }
    if config.get_dbname().is_none() {
        let user = config.get_user().unwrap_or_default().to_owned();
        config.dbname(said("dbname").unwrap_or(&user));
    }
    if config.get_options().is_none()
        && let Some(options) = said("options")
    {
        config.options(options);
    }
    if config.get_connect_timeout().is_none() {
        let seconds = said("connect_timeout").and_then(|it| it.parse().ok()).unwrap_or(10);
        config.connect_timeout(Duration::from_secs(seconds));
    }
    if config.get_password().is_none() {
        let password = said("password").map(str::to_owned).or_else(|| password_file(config, said("passfile")));
        if let Some(password) = password {
            config.password(password);
        }
    }
    Ok(())
}

/// The password of `~/.pgpass` (or PGPASSFILE) for this host, port, database and user.
fn password_file(config: &Config, path: Option<&str>) -> Option<String> {
    let home = || env::var_os("HOME").map(|it| PathBuf::from(it).join(".pgpass"));
    let path = path.map(PathBuf::from).or_else(home)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // libpq ignores a file that others may read.
        if fs::metadata(&path).ok()?.permissions().mode() & 0o077 != 0 {
            return None;
        }
    }
    let host = match config.get_hosts().first()? {
        Host::Tcp(name) => name.clone(),
        Host::Unix(_) => "localhost".to_owned(),
    };
    let port = config.get_ports().first()?.to_string();
    let wanted = [host.as_str(), &port, config.get_dbname()?, config.get_user()?];
    fs::read_to_string(path).ok()?.lines().find_map(|line| {
        let fields = split_fields(line);
        let matches = fields.len() == 5 && fields.iter().zip(wanted).all(|(field, it)| field == "*" || field == it);
        matches.then(|| fields[4].clone())
    })
}

/// Colon-separated, backslash escapes.
fn split_fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        match char {
            ':' if fields.len() < 5 => fields.push(String::new()),
            '\\' => fields.last_mut().expect("starts with one").extend(chars.next()),
            other => fields.last_mut().expect("starts with one").push(other),
        }
    }
    fields
}

/// One section of `pg_service.conf`.
fn service_file(name: &str) -> Result<BTreeMap<String, String>> {
    let home = || env::var_os("HOME").map(|it| PathBuf::from(it).join(".pg_service.conf"));
    let path = env::var_os("PGSERVICEFILE").map(PathBuf::from).or_else(home).unwrap_or_default();
    let shown = path.display().to_string();
    let text = fs::read_to_string(&path).map_err(|source| Error::Read { path: shown.clone(), source })?;
    let mut lines = text.lines().map(str::trim).skip_while(|it| *it != format!("[{name}]"));
    if lines.next().is_none() {
        let message = format!("the service {name} is not defined in {shown}");
        return Err(Error::Usage { message, help: None });
    }
    let section = lines.take_while(|it| !it.starts_with('[')).filter(|it| !it.starts_with('#'));
    Ok(section.filter_map(|it| it.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str) -> String {
        Target::parse(url).map_or_else(|it| it.to_string(), |it| it.to_string())
    }

    #[test]
    fn urls_are_shown_without_secrets() {
        let url = "postgresql://app:s3cret@db.example.com:6432/shop?sslmode=verify-full&schema=public";
        assert_eq!(shown(url), "postgresql://app@db.example.com:6432/shop");
        let target = Target::parse(url).expect("a good URL");
        assert_eq!(target.tls, tls::Mode::VerifyFull);
        assert_eq!(target.warnings.len(), 1);
        assert_eq!(shown("host=/run/pg dbname=shop user=me password=s3cret"), "postgresql://me@/run/pg:5432/shop");
        assert_eq!(shown("postgresql+asyncpg://u:p@h/d"), "postgresql://u@h:5432/d");
        assert!(!shown("postgresql://app:s3cret@h/d?nonsense=1").contains("s3cret"));
        assert!(shown("postgresql://u@h/d?sslmode=maybe").contains("sslmode maybe"));
    }

    #[test]
    fn password_file_fields() {
        assert_eq!(split_fields(r"h:5432:d:u:p\:w:x"), ["h", "5432", "d", "u", "p:w:x"]);
        assert_eq!(percent_decode("%2Fvar%20run"), "/var run");
    }
}
